package dev.belay.upload.jobs;

import dev.belay.upload.gpu.GpuProblem;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A cut-out to be made, or made.
 *
 * @param attempts begun so far; the number of the current one while running
 * @param nextAttemptAt means something only while queued
 * @param failingSince first of the failures in a row that count towards giving up
 * @param problem of the last attempt
 */
public record Job(
    UUID id,
    UUID fileId,
    @Nullable String effects,
    JobState state,
    int attempts,
    Instant nextAttemptAt,
    @Nullable Instant failingSince,
    @Nullable GpuProblem problem,
    @Nullable Result result,
    @Nullable String correlationId,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * The stored cut-out.
   *
   * @param file its name in the store
   * @param cutout {@code made} or {@code passed-through}, as gpu-service said
   */
  public record Result(
      String file,
      String contentType,
      String sha256,
      long bytes,
      @Nullable String modelVersion,
      @Nullable Double confidence,
      @Nullable String cutout) {}
}
