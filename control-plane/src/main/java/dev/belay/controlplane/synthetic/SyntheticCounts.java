package dev.belay.controlplane.synthetic;

import org.jspecify.annotations.Nullable;

/**
 * How often two revisions, asked alike, gave the expected answer since this control plane began to
 * ask: as many of the one as of the other.
 *
 * @param bootId of whoever counts: another one begins at zero
 * @param lastFailure of the candidate; null if there was none
 */
public record SyntheticCounts(
    String bootId,
    long candidatePassed,
    long candidateFailed,
    long stablePassed,
    long stableFailed,
    @Nullable SyntheticResult lastFailure) {

  static SyntheticCounts none(String bootId) {
    return new SyntheticCounts(bootId, 0, 0, 0, 0, null);
  }

  SyntheticCounts plus(SyntheticResult candidate, SyntheticResult stable) {
    return new SyntheticCounts(
        bootId,
        candidatePassed + (candidate.passed() ? 1 : 0),
        candidateFailed + (candidate.failed() ? 1 : 0),
        stablePassed + (stable.passed() ? 1 : 0),
        stableFailed + (stable.failed() ? 1 : 0),
        candidate.failed() ? candidate : lastFailure);
  }
}
