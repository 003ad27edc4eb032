package dev.belay.upload.gpu;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a call. */
public sealed interface GpuAnswer {

  /**
   * It worked.
   *
   * @param modelVersion 100 printable characters at most
   * @param confidence 0 to 1
   * @param cutout {@code made}, or {@code passed-through}: the model was too unsure to cut anything
   */
  record Cutout(
      byte[] png,
      @Nullable String modelVersion,
      @Nullable Double confidence,
      @Nullable String cutout)
      implements GpuAnswer {}

  /** This picture will never be taken; the same call would end the same. */
  record Refused(GpuProblem problem) implements GpuAnswer {}

  /** Our key is wrong. Says nothing of the picture. */
  record WrongCredential(GpuProblem problem) implements GpuAnswer {}

  /**
   * Not now.
   *
   * @param retryAfter what gpu-service asks for, if it does
   * @param forEveryone whether any other call would have ended so too, as far as one can tell
   */
  record NotNow(GpuProblem problem, @Nullable Duration retryAfter, boolean forEveryone)
      implements GpuAnswer {}
}
