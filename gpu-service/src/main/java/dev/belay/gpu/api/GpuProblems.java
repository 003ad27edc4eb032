package dev.belay.gpu.api;

import dev.belay.gpu.cutout.DeadlineException;
import dev.belay.gpu.cutout.Effect;
import dev.belay.gpu.cutout.ImageSettings;
import dev.belay.gpu.cutout.QueueFullException;
import dev.belay.gpu.cutout.UnknownEffectException;
import dev.belay.gpu.model.InferenceException;
import dev.belay.gpu.model.ModelNotReadyException;
import dev.belay.images.ImageRejectedException;
import dev.belay.starter.problem.Category;
import dev.belay.starter.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MaxUploadSizeExceededException;

/** Every way a cut-out can fail, in words for callers, and counted by reason. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class GpuProblems {

  private static final Logger log = LoggerFactory.getLogger(GpuProblems.class);
  private static final Duration SOON = Duration.ofSeconds(2);

  private final MeterRegistry meters;
  private final ImageSettings settings;

  GpuProblems(MeterRegistry meters, ImageSettings settings) {
    this.meters = meters;
    this.settings = settings;
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> notReady(ModelNotReadyException notReady) {
    return answer(ModelProblem.of(notReady));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(RefusedImageException refused) {
    return answer(
        refused instanceof RefusedImageException.Empty
            ? problem(HttpStatus.BAD_REQUEST, "empty-file", "No content", refused)
            : problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-an-image", "Not an image", refused));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> effect(UnknownEffectException unknown) {
    return answer(
        problem(HttpStatus.UNPROCESSABLE_CONTENT, "unknown-effect", "Unknown effect", unknown)
            .with("allowed", Effect.labels()));
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
                  .with("setting", "gpu.image.max-pixels");
          case TOO_MANY_FRAMES ->
              throw new IllegalStateException("frames are not counted here", rejected);
          case NOT_READABLE_HERE ->
              problem(
                  HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-readable-here", "Not readable", rejected);
        });
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> tooManyBytes(
      MaxUploadSizeExceededException exceeded, HttpServletRequest request) {
    long length = request.getContentLengthLong();
    return answer(
        ProblemException.of(HttpStatus.CONTENT_TOO_LARGE, "upload-too-large", "Too many bytes")
            .detail(
                "The request has %s; a file may have %d (gpu.image.max-bytes)."
                    .formatted(
                        length < 0 ? "too many bytes" : length + " bytes",
                        settings.maxBytes().toBytes()))
            .with("limitBytes", settings.maxBytes().toBytes())
            .with("setting", "gpu.image.max-bytes"));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> full(QueueFullException full) {
    return answer(
        problem(HttpStatus.SERVICE_UNAVAILABLE, "queue-full", "Too many images at once", full)
            .category(Category.OVERLOAD)
            .retryAfter(SOON));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> late(DeadlineException late) {
    return answer(late(words(late)));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> inference(InferenceException failed) {
    log.error("An inference failed", failed);
    return answer(
        failed.late()
            ? late("The image was not done within the deadline (gpu.cutout.deadline).")
            : ProblemException.of(
                    HttpStatus.SERVICE_UNAVAILABLE, "inference-failed", "The inference failed")
                .detail("The model could not process this image now.")
                .category(Category.BUG)
                .retryAfter(SOON));
  }

  private static ProblemException.Builder late(String detail) {
    return ProblemException.of(
            HttpStatus.SERVICE_UNAVAILABLE, "inference-late", "The image took too long")
        .detail(detail)
        .category(Category.OVERLOAD)
        .retryAfter(SOON);
  }

  private static ProblemException.Builder problem(
      HttpStatus status, String type, String title, Exception why) {
    return ProblemException.of(status, type, title).detail(words(why));
  }

  private static String words(Exception exception) {
    return String.valueOf(exception.getMessage());
  }

  private ResponseEntity<ProblemDetail> answer(ProblemException.Builder builder) {
    ProblemException problem = builder.build();
    String reason = String.valueOf(problem.getBody().getType()).replaceFirst(".*:", "");
    meters.counter("gpu.refused", "reason", reason).increment();
    return ResponseEntity.of(problem.getBody()).headers(problem.getHeaders()).build();
  }
}
