package dev.belay.upload.api;

import dev.belay.apikeys.ApiKey;
import dev.belay.apikeys.QuotaExceededException;
import dev.belay.images.DecodingBusyException;
import dev.belay.images.ImageRejectedException;
import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.image.ImageSettings;
import dev.belay.upload.intake.Declared;
import dev.belay.upload.intake.RefusedUploadException;
import dev.belay.upload.intake.RepeatRefusedException;
import dev.belay.upload.jobs.CutoutNotPossibleException;
import dev.belay.upload.resumable.PieceChecksum;
import dev.belay.upload.resumable.ResumableRefusedException;
import dev.belay.upload.resumable.ResumableUpload;
import dev.belay.upload.resumable.ResumableUploads;
import dev.belay.upload.scan.ScannerUnavailableException;
import dev.belay.upload.store.StoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/upload/resumable}: uploads in pieces by tus 1.0, with creation, expiration,
 * checksum and termination. See https://tus.io/protocols/resumable-upload
 */
@RestController
@RequestMapping("/api/v1/upload/resumable")
class ResumableController {

  private static final String VERSION = "1.0.0";
  private static final String RESUMABLE = "Tus-Resumable";
  private static final String OFFSET = "Upload-Offset";
  private static final String LENGTH = "Upload-Length";

  private final ResumableUploads uploads;
  private final ImageSettings settings;

  ResumableController(ResumableUploads uploads, ImageSettings settings) {
    this.uploads = uploads;
    this.settings = settings;
  }

  @RequestMapping(method = RequestMethod.OPTIONS)
  ResponseEntity<Void> offers() {
    return ResponseEntity.noContent()
        .header(RESUMABLE, VERSION)
        .header("Tus-Version", VERSION)
        .header("Tus-Extension", "creation,expiration,checksum,termination")
        .header("Tus-Max-Size", Long.toString(settings.maxBytes().toBytes()))
        .header("Tus-Checksum-Algorithm", PieceChecksum.NAMES)
        .build();
  }

  @PostMapping
  ResponseEntity<Void> begin(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key,
      @RequestHeader(name = RESUMABLE, required = false) @Nullable String version,
      @RequestHeader(name = LENGTH, required = false) @Nullable Long length,
      @RequestHeader(name = "Upload-Metadata", required = false) @Nullable String metadata)
      throws CutoutNotPossibleException, ResumableRefusedException {
    check(version);
    UploadMetadata named = metadata(metadata);
    String cutout = named.get("cutout");
    ResumableUpload begun =
        uploads.begin(
            key,
            checked(length),
            Declared.of(named.get("filetype"), named.get("filename")),
            cutout == null ? null : Boolean.valueOf(cutout),
            named.get("effects"));
    return ResponseEntity.created(URI.create("/api/v1/upload/resumable/" + begun.id()))
        .headers(headers(begun))
        .build();
  }

  private long checked(@Nullable Long length) {
    long limit = settings.maxBytes().toBytes();
    if (length == null || length < 1) {
      throw ProblemException.of(HttpStatus.BAD_REQUEST, "upload-length-required", "No length")
          .detail("Upload-Length must say how many bytes will come, 1 to %d.".formatted(limit))
          .build();
    }
    if (length > limit) {
      throw ProblemException.of(HttpStatus.CONTENT_TOO_LARGE, "upload-too-large", "Too many bytes")
          .detail(
              "Upload-Length is %d; a file may have %d (upload.image.max-bytes)."
                  .formatted(length, limit))
          .with("limitBytes", limit)
          .with("actualBytes", length)
          .with("setting", "upload.image.max-bytes")
          .build();
    }
    return length;
  }

  private static UploadMetadata metadata(@Nullable String header) {
    try {
      return new UploadMetadata(header);
    } catch (IllegalArgumentException e) {
      throw malformed("malformed-metadata", e);
    }
  }

  /** Completes what has all its bytes and was not completed, since a caller takes it for done. */
  @RequestMapping(path = "/{id}", method = RequestMethod.HEAD)
  ResponseEntity<Void> at(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key,
      @PathVariable String id,
      @RequestHeader(name = RESUMABLE, required = false) @Nullable String version)
      throws IOException,
          InterruptedException,
          CutoutNotPossibleException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException,
          RepeatRefusedException,
          QuotaExceededException,
          ScannerUnavailableException,
          ResumableRefusedException {
    check(version);
    ResumableUpload upload = uploads.at(Ids.parse(id), key);
    return ResponseEntity.ok()
        .headers(headers(upload))
        .headers(become(upload, key))
        .header(LENGTH, Long.toString(upload.length()))
        .cacheControl(CacheControl.noStore())
        .build();
  }

  @PatchMapping(path = "/{id}", consumes = "application/offset+octet-stream")
  ResponseEntity<Void> append(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key,
      @PathVariable String id,
      @RequestHeader(name = RESUMABLE, required = false) @Nullable String version,
      @RequestHeader(OFFSET) long offset,
      @RequestHeader(name = "Upload-Checksum", required = false) @Nullable String checksum,
      HttpServletRequest http)
      throws IOException,
          InterruptedException,
          CutoutNotPossibleException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException,
          RepeatRefusedException,
          QuotaExceededException,
          ScannerUnavailableException,
          ResumableRefusedException {
    check(version);
    ResumableUpload upload =
        uploads.append(Ids.parse(id), key, offset, http.getInputStream(), checksum(checksum));
    return ResponseEntity.noContent().headers(headers(upload)).headers(become(upload, key)).build();
  }

  private static @Nullable PieceChecksum checksum(@Nullable String header) {
    try {
      return header == null ? null : PieceChecksum.of(header);
    } catch (IllegalArgumentException e) {
      throw malformed("malformed-checksum", e);
    }
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> remove(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key,
      @PathVariable String id,
      @RequestHeader(name = RESUMABLE, required = false) @Nullable String version)
      throws ResumableRefusedException, InterruptedException {
    check(version);
    uploads.remove(Ids.parse(id), key);
    return ResponseEntity.noContent().header(RESUMABLE, VERSION).build();
  }

  /** Where the upload is, once all its pieces are there. */
  private HttpHeaders become(ResumableUpload upload, ApiKey key)
      throws IOException,
          InterruptedException,
          CutoutNotPossibleException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException,
          RepeatRefusedException,
          QuotaExceededException,
          ScannerUnavailableException {
    HttpHeaders headers = new HttpHeaders();
    if (upload.complete()) {
      UUID known = upload.file();
      UUID file = known == null ? uploads.complete(upload, key).file().id() : known;
      headers.set(HttpHeaders.CONTENT_LOCATION, FileView.path(file));
    }
    return headers;
  }

  private static HttpHeaders headers(ResumableUpload upload) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(RESUMABLE, VERSION);
    headers.set(OFFSET, Long.toString(upload.received()));
    headers.set(
        "Upload-Expires",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(upload.expiresAt().atZone(ZoneOffset.UTC)));
    return headers;
  }

  private static void check(@Nullable String version) {
    if (!VERSION.equals(version)) {
      throw ProblemException.of(
              HttpStatus.PRECONDITION_FAILED, "tus-version", "Not this version of tus")
          .detail("Tus-Resumable must be " + VERSION + ".")
          .header("Tus-Version", VERSION)
          .build();
    }
  }

  private static ProblemException malformed(String type, IllegalArgumentException why) {
    return ProblemException.of(HttpStatus.BAD_REQUEST, type, "Malformed header")
        .detail(String.valueOf(why.getMessage()))
        .build();
  }
}
