package dev.belay.controlplane.analysis;

/**
 * How many requests ended in each of the four ways since the last look. An error is whatever both
 * arms count by the same rule as failed: answered with 5xx, reset, refused or timed out.
 */
public record Tally(
    long canaryErrors, long canarySuccesses, long stableErrors, long stableSuccesses) {

  public Tally {
    if (canaryErrors < 0 || canarySuccesses < 0 || stableErrors < 0 || stableSuccesses < 0) {
      throw new IllegalArgumentException(
          "Newly counted requests cannot be negative: canary %d errors, %d successes; stable %d errors, %d successes"
              .formatted(canaryErrors, canarySuccesses, stableErrors, stableSuccesses));
    }
  }

  /** Requests of a canary that has no stable beside it. */
  public static Tally ofCanary(long errors, long successes) {
    return new Tally(errors, successes, 0, 0);
  }

  boolean hasErrors() {
    return canaryErrors > 0 || stableErrors > 0;
  }

  boolean hasCanary() {
    return canaryErrors > 0 || canarySuccesses > 0;
  }
}
