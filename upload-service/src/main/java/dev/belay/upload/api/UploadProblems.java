package dev.belay.upload.api;

import dev.belay.images.DecodingBusyException;
import dev.belay.images.ImageFormat;
import dev.belay.images.ImageRejectedException;
import dev.belay.starter.problem.Category;
import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.image.ImageSettings;
import dev.belay.upload.intake.RefusedUploadException;
import dev.belay.upload.intake.RepeatRefusedException;
import dev.belay.upload.jobs.CutoutNotPossibleException;
import dev.belay.upload.resumable.ResumableRefusedException;
import dev.belay.upload.scan.ScannerUnavailableException;
import dev.belay.upload.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MaxUploadSizeExceededException;

/** Every way an upload can fail, in words for callers, and counted by reason. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class UploadProblems {

  private static final Logger log = LoggerFactory.getLogger(UploadProblems.class);

  /** As tus has it. */
  private static final HttpStatusCode OTHER_CHECKSUM = HttpStatusCode.valueOf(460);

  private static final Set<String> SAFE = Set.of("GET", "HEAD");
  private static final Duration SOON = Duration.ofSeconds(2);

  private final MeterRegistry meters;
  private final ImageSettings settings;

  UploadProblems(MeterRegistry meters, ImageSettings settings) {
    this.meters = meters;
    this.settings = settings;
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(RefusedUploadException refused) {
    return answer(
        switch (refused) {
          case RefusedUploadException.Empty empty ->
              problem(HttpStatus.BAD_REQUEST, "empty-file", "No content", empty);
          case RefusedUploadException.OtherDigest other ->
              problem(HttpStatus.BAD_REQUEST, "digest-mismatch", "Other bytes", other)
                  .with("found", other.found());
          case RefusedUploadException.TooLarge large -> tooLarge(words(large));
          case RefusedUploadException.NotAnImage other ->
              problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-an-image", "Not an image", other)
                  .with("declared", other.declared())
                  .with("foundBytes", other.found())
                  .with("supported", ImageFormat.supported());
          case RefusedUploadException.ContentRefused content ->
              problem(HttpStatus.UNPROCESSABLE_CONTENT, "content-refused", "Not taken", content);
          case RefusedUploadException.TooLargeToScan large ->
              problem(
                  HttpStatus.CONTENT_TOO_LARGE, "too-large-to-scan", "Too large to scan", large);
          case RefusedUploadException any ->
              problem(HttpStatus.BAD_REQUEST, "refused", "Refused", any);
        });
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> rejected(ImageRejectedException rejected) {
    HttpStatus unprocessable = HttpStatus.UNPROCESSABLE_CONTENT;
    return answer(
        switch (rejected.reason()) {
          case CORRUPT -> problem(unprocessable, "corrupt-image", "Corrupt image", rejected);
          case TOO_MANY_PIXELS ->
              problem(unprocessable, "too-many-pixels", "Too many pixels", rejected)
                  .with("limitPixels", settings.maxPixels())
                  .with("setting", "upload.image.max-pixels");
          case TOO_MANY_FRAMES ->
              problem(unprocessable, "too-many-frames", "Too many frames", rejected)
                  .with("limitFrames", settings.maxFrames())
                  .with("setting", "upload.image.max-frames");
          case NOT_READABLE_HERE ->
              problem(
                  HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-readable-here", "Not readable", rejected);
        });
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> repeat(RepeatRefusedException refused) {
    return answer(
        switch (refused.reason()) {
          case REUSED ->
              problem(
                  HttpStatus.CONFLICT,
                  "idempotency-key-reused",
                  "Used for something else",
                  refused);
          case UNDER_WAY ->
              problem(HttpStatus.CONFLICT, "idempotency-key-in-use", "Under way", refused)
                  .retryAfter(SOON);
        });
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> resumable(ResumableRefusedException refused) {
    return answer(
        switch (refused.reason()) {
          case UNKNOWN ->
              problem(HttpStatus.NOT_FOUND, "no-such-upload", "No such upload", refused);
          case EXPIRED -> problem(HttpStatus.GONE, "upload-expired", "Expired", refused);
          case OTHER_OFFSET ->
              problem(HttpStatus.CONFLICT, "upload-offset", "Not the next byte", refused)
                  .with("expectedOffset", refused.received());
          case TAKEN_OVER ->
              problem(HttpStatus.CONFLICT, "upload-taken-over", "Taken over", refused);
          case TOO_LONG ->
              problem(HttpStatus.CONTENT_TOO_LARGE, "piece-too-long", "Too many bytes", refused);
          case OTHER_CHECKSUM ->
              problem(OTHER_CHECKSUM, "checksum-mismatch", "Other bytes", refused);
          case TOO_MANY ->
              problem(HttpStatus.TOO_MANY_REQUESTS, "too-many-unfinished", "Too many", refused);
        });
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> noCutout(CutoutNotPossibleException asked) {
    return answer(problem(HttpStatus.BAD_REQUEST, asked.type(), "Not a possible cut-out", asked));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> tooManyBytes(
      MaxUploadSizeExceededException exceeded, HttpServletRequest request) {
    long length = request.getContentLengthLong();
    return answer(
        tooLarge(
            "The request has %s; a file may have %d (upload.image.max-bytes)."
                .formatted(
                    length < 0 ? "too many bytes" : length + " bytes",
                    settings.maxBytes().toBytes())));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> busy(DecodingBusyException busy) {
    return answer(
        problem(HttpStatus.SERVICE_UNAVAILABLE, "decoders-busy", "Too many images at once", busy)
            .category(Category.OVERLOAD)
            .retryAfter(SOON));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> scanner(ScannerUnavailableException failed) {
    log.error("Nothing is taken without a verdict of the scanner: {}", failed.getMessage());
    return answer(
        ProblemException.of(
                HttpStatus.SERVICE_UNAVAILABLE, "scanner-unavailable", "The scanner is unavailable")
            .detail("Uploads are looked at before they are stored, which is not possible now.")
            .category(Category.DEPENDENCY)
            .retryAfter(SOON));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> store(
      StoreUnavailableException failed, HttpServletRequest request) {
    boolean reading = SAFE.contains(request.getMethod());
    // One line each: an outage fails many uploads.
    log.error(
        "The store does not {} files: {}: {}",
        reading ? "give" : "take",
        failed.getMessage(),
        cause(failed));
    return answer(
        failed.full()
            ? ProblemException.of(
                    HttpStatus.INSUFFICIENT_STORAGE, "store-full", "The store is full")
                .detail("There is no space left for uploads.")
                .category(Category.STORAGE)
                .retryable(true)
            : ProblemException.of(
                    HttpStatus.SERVICE_UNAVAILABLE, "store-unavailable", "The store is unavailable")
                .detail(
                    reading
                        ? "The file could not be read. It is still there as far as is known."
                        : "The upload could not be kept. Nothing was stored.")
                .category(Category.STORAGE)
                .retryAfter(SOON));
  }

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    CannotCreateTransactionException.class,
    TransactionSystemException.class
  })
  ResponseEntity<ProblemDetail> database(Exception failed) {
    log.error("The database does not answer: {}", cause(failed));
    return answer(
        ProblemException.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "database-unavailable",
                "The database is unavailable")
            .detail("The database did not answer in time.")
            .category(Category.DATABASE)
            .retryAfter(SOON));
  }

  private ProblemException.Builder tooLarge(String detail) {
    return ProblemException.of(HttpStatus.CONTENT_TOO_LARGE, "upload-too-large", "Too many bytes")
        .detail(detail)
        .with("limitBytes", settings.maxBytes().toBytes())
        .with("setting", "upload.image.max-bytes");
  }

  private static ProblemException.Builder problem(
      HttpStatusCode status, String type, String title, Exception why) {
    return ProblemException.of(status, type, title).detail(words(why));
  }

  private static String cause(Exception failed) {
    return String.valueOf(NestedExceptionUtils.getMostSpecificCause(failed));
  }

  private static String words(Exception exception) {
    return String.valueOf(exception.getMessage());
  }

  private ResponseEntity<ProblemDetail> answer(ProblemException.Builder builder) {
    ProblemException problem = builder.build();
    String reason = String.valueOf(problem.getBody().getType()).replaceFirst(".*:", "");
    Map<String, Object> fields =
        Objects.requireNonNullElse(problem.getBody().getProperties(), Map.of());
    String category = String.valueOf(fields.get("category"));
    meters.counter("upload.refused", "reason", reason, "category", category).increment();
    return ResponseEntity.of(problem.getBody()).headers(problem.getHeaders()).build();
  }
}
