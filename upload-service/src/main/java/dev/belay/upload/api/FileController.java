package dev.belay.upload.api;

import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFile.StoredImage;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.store.FileStore;
import dev.belay.upload.store.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code GET /api/v1/files/…}: open to whoever knows an id, of which 122 bits are random. */
@RestController
@RequestMapping("/api/v1/files/{id}")
class FileController {

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final UploadedFiles files;
  private final FileStore store;

  FileController(UploadedFiles files, FileStore store) {
    this.files = files;
    this.store = store;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  FileView metadata(@PathVariable String id) {
    return FileView.of(file(id), List.of());
  }

  @GetMapping("/original")
  @Nullable ResponseEntity<Resource> original(@PathVariable String id, WebRequest request) {
    UploadedFile file = file(id);
    return bytes(file.id(), Part.ORIGINAL, file.original(), request);
  }

  @GetMapping("/main")
  @Nullable ResponseEntity<Resource> main(@PathVariable String id, WebRequest request) {
    UploadedFile file = file(id);
    return bytes(file.id(), Part.MAIN, file.main(), request);
  }

  @GetMapping("/thumbnail")
  @Nullable ResponseEntity<Resource> thumbnail(@PathVariable String id, WebRequest request) {
    UploadedFile file = file(id);
    return bytes(file.id(), Part.THUMBNAIL, file.thumbnail(), request);
  }

  private UploadedFile file(String id) {
    if (!ID.matcher(id).matches()) {
      throw ProblemException.of(HttpStatus.BAD_REQUEST, "malformed-id", "Not an id")
          .detail("An id looks like 0f8fad5b-d9cb-469f-a165-70867728950e, in lower case.")
          .build();
    }
    return files
        .find(UUID.fromString(id))
        .orElseThrow(() ->
            ProblemException.of(HttpStatus.NOT_FOUND, "no-such-file", "No such file")
                .detail("There is no upload with this id.")
                .build());
  }

  private @Nullable ResponseEntity<Resource> bytes(
      UUID id, Part part, StoredImage image, WebRequest request) {
    // Null tells Spring that the answer, 304, is complete.
    String etag = '"' + image.sha256() + '"';
    if (request.checkNotModified(etag)) {
      return null;
    }
    Path file = store.find(id, part).orElseThrow(() -> lost(id, part));
    return ResponseEntity.ok()
        .eTag(etag)
        .cacheControl(FOR_EVER)
        .header("X-Content-Type-Options", "nosniff")
        .contentType(MediaType.parseMediaType(image.contentType()))
        .body(new FileSystemResource(file));
  }

  // A row promises its files: somebody removed them, or this instance looks at another disk.
  private static IllegalStateException lost(UUID id, Part part) {
    return new IllegalStateException("The row of " + id + " is there, its " + part + " is not");
  }
}
