package dev.belay.gpu.model;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code gpu.model.*}: which model, and how loading it is tried again.
 *
 * @param path of an ONNX file; by default the service's own model, written into {@code
 *     gpu.directory}
 * @param sha256 that the file must have; by default the manifest's of the service's own model
 * @param threads that one inference uses; default 1, at most 16
 * @param attempts failed ones in a row until the model counts as failed; default 5, 1 to 100. It is
 *     tried on even then
 * @param firstPause after the first failed attempt, doubled after each; default 500ms
 * @param longestPause what doubling ends at; default 10s
 * @param pauseWhenFailed between attempts once the model counts as failed; default 1m
 */
public record ModelSettings(
    @Nullable Path path,
    @Nullable String sha256,
    @DefaultValue("1") int threads,
    @DefaultValue("5") int attempts,
    @DefaultValue("500ms") Duration firstPause,
    @DefaultValue("10s") Duration longestPause,
    @DefaultValue("1m") Duration pauseWhenFailed) {

  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofHours(1);

  public ModelSettings {
    path = path == null ? null : path.toAbsolutePath().normalize();
    if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "gpu.model.sha256 has %d characters and is not 64 of 0-9 a-f, as sha256sum prints it"
              .formatted(sha256.length()));
    }
    check("threads", threads, 1, 16);
    check("attempts", attempts, 1, 100);
    check("first-pause", firstPause);
    check("longest-pause", longestPause);
    check("pause-when-failed", pauseWhenFailed);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "gpu.model.%s is %d; it must be %d to %d".formatted(name, value, least, most));
    }
  }

  private static void check(String name, Duration value) {
    if (value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "gpu.model.%s is %s; it must be %s to %s".formatted(name, value, LEAST, MOST));
    }
  }
}
