package dev.belay.drills;

import dev.belay.cli.client.Incident;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.Waited;
import dev.belay.drills.load.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a drill has shown.
 *
 * @param stableDigest of the revision that served before
 * @param tally of the client, from the rollout's start to its outcome
 * @param lost ids of accepted uploads that were not found afterwards
 * @param incident the control plane's explanation; null if there was none
 */
record Observed(
    Waited waited,
    String stableDigest,
    Tally tally,
    List<String> lost,
    @Nullable Incident incident) {

  /** Where nothing was explained. */
  Observed(Waited waited, String stableDigest, Tally tally, List<String> lost) {
    this(waited, stableDigest, tally, lost, null);
  }

  @Nullable Rollout rollout() {
    return switch (waited) {
      case Waited.Ended(Rollout rollout) -> rollout;
      case Waited.HeldTooLong(Rollout rollout) -> rollout;
      case Waited.Stranded(Rollout rollout) -> rollout;
      case Waited.TimedOut timedOut -> timedOut.last();
    };
  }
}
