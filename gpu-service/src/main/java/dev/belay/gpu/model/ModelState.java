package dev.belay.gpu.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a model stands. Only {@link Ready} can answer. */
public sealed interface ModelState {

  /** As shown to callers: {@code absent}, {@code loading}, {@code ready} or {@code failed}. */
  String label();

  /** Nothing was tried yet. */
  record Absent() implements ModelState {
    @Override
    public String label() {
      return "absent";
    }
  }

  /**
   * Being loaded, or waiting for the next attempt.
   *
   * @param attempt counted from 1
   * @param reason why the attempt before failed
   * @param until when the next attempt begins; null while one is under way
   */
  record Loading(int attempt, @Nullable String reason, @Nullable Instant until)
      implements ModelState {
    @Override
    public String label() {
      return "loading";
    }
  }

  /**
   * Loaded, and has answered a real inference.
   *
   * @param version name and version of the model
   * @param device that it runs on, such as {@code cpu}
   * @param warmUp how long the first inference took
   */
  record Ready(String version, String sha256, String device, Duration load, Duration warmUp)
      implements ModelState {
    @Override
    public String label() {
      return "ready";
    }
  }

  /** Given up on but for a slow retry. */
  record Failed(String reason, Instant until) implements ModelState {
    @Override
    public String label() {
      return "failed";
    }
  }
}
