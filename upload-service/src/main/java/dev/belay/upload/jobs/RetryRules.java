package dev.belay.upload.jobs;

import dev.belay.upload.gpu.GpuProblem;
import dev.belay.upload.gpu.GpuSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When to try again and when to give up. */
record RetryRules(Backoff backoff, Duration credentialDelay, Duration giveUpAfter) {

  static final int MAX_TITLE = 300;

  static RetryRules of(GpuSettings settings, Backoff backoff) {
    return new RetryRules(backoff, settings.credentialRetryDelay(), settings.giveUpAfter());
  }

  Duration delay(int attempts, @Nullable Duration asked) {
    return backoff.after(attempts, asked);
  }

  boolean giveUp(Duration failingFor) {
    return failingFor.compareTo(giveUpAfter) >= 0;
  }

  GpuProblem givenUp(GpuProblem last) {
    String title = "Given up after %s; the last problem: %s".formatted(giveUpAfter, last.title());
    return new GpuProblem(
        "urn:belay:problem:gave-up", title.substring(0, Math.min(title.length(), MAX_TITLE)));
  }
}
