package dev.belay.upload.api;

import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.files.Absences;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFile.StoredImage;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.intake.WebpOnDemand;
import dev.belay.upload.jobs.GenerationJobs;
import dev.belay.upload.jobs.Job;
import dev.belay.upload.store.Cutouts;
import dev.belay.upload.store.Part;
import dev.belay.upload.store.Store;
import dev.belay.upload.store.StoreUnavailableException;
import dev.belay.upload.store.StoredFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;

/** {@code GET /api/v1/files/…}: open to whoever knows an id, of which 122 bits are random. */
@RestController
@RequestMapping("/api/v1/files/{id}")
class FileController {

  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private static final String WEBP = "image/webp";

  private final UploadedFiles files;
  private final GenerationJobs jobs;
  private final Store store;
  private final Cutouts cutouts;
  private final Absences absences;
  private final WebpOnDemand webps;

  FileController(
      UploadedFiles files,
      GenerationJobs jobs,
      Store store,
      Cutouts cutouts,
      Absences absences,
      WebpOnDemand webps) {
    this.files = files;
    this.jobs = jobs;
    this.store = store;
    this.cutouts = cutouts;
    this.absences = absences;
    this.webps = webps;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  FileView metadata(@PathVariable String id) {
    UploadedFile file = file(id);
    return FileView.of(file, jobs.cutoutOf(file.id()).orElse(null), List.of());
  }

  @GetMapping("/original")
  @Nullable ResponseEntity<Resource> original(@PathVariable String id, WebRequest request)
      throws StoreUnavailableException {
    UploadedFile file = file(id);
    return bytes(file, Part.ORIGINAL, file.original(), request);
  }

  @GetMapping("/main")
  @Nullable ResponseEntity<Resource> main(@PathVariable String id, WebRequest request)
      throws InterruptedException, StoreUnavailableException {
    UploadedFile file = file(id);
    return preferred(file, Part.MAIN, file.main(), request);
  }

  @GetMapping("/thumbnail")
  @Nullable ResponseEntity<Resource> thumbnail(@PathVariable String id, WebRequest request)
      throws InterruptedException, StoreUnavailableException {
    UploadedFile file = file(id);
    return preferred(file, Part.THUMBNAIL, file.thumbnail(), request);
  }

  private @Nullable ResponseEntity<Resource> preferred(
      UploadedFile file, Part part, StoredImage stored, WebRequest request)
      throws InterruptedException, StoreUnavailableException {
    Optional<StoredFile> webp =
        Preference.isWebp(request.getHeader(HttpHeaders.ACCEPT))
            ? webps.of(file, part, stored)
            : Optional.empty();
    varyByAccept(request);
    return webp.isPresent()
        ? bytes(new Content(stored.sha256() + "-webp", WEBP), webp::get, request)
        : bytes(file, part, stored, request);
  }

  // On the answer itself: a 304 has no entity that could carry it.
  private static void varyByAccept(WebRequest request) {
    if (request instanceof ServletWebRequest servlet && servlet.getResponse() != null) {
      servlet.getResponse().addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }
  }

  @GetMapping("/cutout")
  @Nullable ResponseEntity<Resource> cutout(@PathVariable String id, WebRequest request)
      throws StoreUnavailableException {
    UUID fileId = file(id).id();
    Job job = jobs.cutoutOf(fileId).orElse(null);
    Job.Result result = job == null ? null : job.result();
    if (result == null) {
      throw NoCutout.because(job);
    }
    return bytes(
        new Content(result.sha256(), result.contentType()),
        () -> cutouts.find(fileId, result.file()).orElseThrow(() -> lost(fileId, result.file())),
        request);
  }

  private UploadedFile file(String text) {
    UUID id = Ids.parse(text);
    return files
        .find(id)
        .orElseThrow(
            () -> absences.ofUpload(id).map(Gone::because).orElseGet(FileController::unknown));
  }

  private static ProblemException unknown() {
    return ProblemException.of(HttpStatus.NOT_FOUND, "no-such-file", "No such file")
        .detail("There is no upload with this id.")
        .build();
  }

  private @Nullable ResponseEntity<Resource> bytes(
      UploadedFile file, Part part, StoredImage image, WebRequest request)
      throws StoreUnavailableException {
    UUID id = file.id();
    return bytes(
        new Content(image.sha256(), image.contentType()),
        () -> store.find(id, part).orElseThrow(() -> lost(id, part)),
        request);
  }

  /** Asked only where the reader does not have it already. */
  @FunctionalInterface
  private interface Lookup {
    StoredFile find() throws StoreUnavailableException;
  }

  private record Content(String tag, String contentType) {}

  private static @Nullable ResponseEntity<Resource> bytes(
      Content content, Lookup file, WebRequest request) throws StoreUnavailableException {
    // Null tells Spring that the answer, 304, is complete.
    String etag = '"' + content.tag() + '"';
    if (request.checkNotModified(etag)) {
      return null;
    }
    return ResponseEntity.ok()
        .eTag(etag)
        .cacheControl(FOR_EVER)
        .header("X-Content-Type-Options", "nosniff")
        .contentType(MediaType.parseMediaType(content.contentType()))
        .body(file.find().resource());
  }

  // A row promises its files: unless it is known why not, somebody removed them, or this instance
  // looks at another disk.
  private RuntimeException lost(UUID id, Object part) {
    Optional<Absences.Reason> known =
        part == Part.ORIGINAL ? absences.ofOriginal(id) : absences.ofFile(id);
    return known
        .<RuntimeException>map(Gone::because)
        .orElseGet(() ->
            new IllegalStateException("The row of " + id + " is there, its " + part + " is not"));
  }
}
