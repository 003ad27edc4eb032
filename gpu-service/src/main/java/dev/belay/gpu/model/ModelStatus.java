package dev.belay.gpu.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a model at one moment.
 *
 * @param actualSha256 what the file had when it was last looked at; null before
 * @param attempts made so far
 */
public record ModelStatus(
    ModelState state,
    Path file,
    String expectedSha256,
    @Nullable String actualSha256,
    int attempts) {

  public boolean ready() {
    return state instanceof ModelState.Ready;
  }

  /** Why it is not ready, without the path of the file; null if nothing failed. */
  public @Nullable String reason() {
    return switch (state) {
      case ModelState.Loading loading -> loading.reason();
      case ModelState.Failed failed -> failed.reason();
      case ModelState.Absent absent -> null;
      case ModelState.Ready ready -> null;
    };
  }

  ModelStatus in(ModelState next) {
    return new ModelStatus(next, file, expectedSha256, actualSha256, attempts);
  }

  ModelStatus attempt(ModelState next) {
    return new ModelStatus(next, file, expectedSha256, actualSha256, attempts + 1);
  }

  ModelStatus found(String sha256) {
    return new ModelStatus(state, file, expectedSha256, sha256, attempts);
  }
}
