package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Tally;
import dev.belay.controlplane.probe.Steadiness.Asked;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Member;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What readiness has said of the two revisions since the candidate was ready, each answer once.
 *
 * @param cursor the last answer that was counted, by instance; empty before the first look
 * @param candidate of all of its instances
 * @param stable of all of its instances
 */
public record Probing(Map<String, Instant> cursor, Asked candidate, Asked stable) {

  static final Probing NONE = new Probing(Map.of(), Asked.NOTHING, Asked.NOTHING);

  public Probing {
    cursor = Map.copyOf(cursor);
  }

  /** With the answers that came since; the first look is the line from which they count. */
  Probing and(@Nullable Fleet candidateFleet, @Nullable Fleet stableFleet) {
    var next = new HashMap<String, Instant>();
    Asked ofCandidate = news(candidateFleet, next);
    Asked ofStable = news(stableFleet, next);
    if (next.equals(cursor)) {
      return this;
    }
    return cursor.isEmpty()
        ? new Probing(next, candidate, stable)
        : new Probing(next, candidate.plus(ofCandidate), stable.plus(ofStable));
  }

  private Asked news(@Nullable Fleet fleet, Map<String, Instant> next) {
    Asked sum = Asked.NOTHING;
    if (fleet == null) {
      return sum;
    }
    for (Member member : fleet.members()) {
      String instance = member.backend().instance();
      Instant known = cursor.get(instance);
      Instant newest = member.steadiness().newest();
      sum = newest == null ? sum : sum.plus(member.steadiness().after(known));
      Instant seen = newest == null ? known : newest;
      if (seen != null) {
        next.put(instance, seen);
      }
    }
    return sum;
  }

  /** For the judge: what came since an earlier look. */
  Tally since(Probing before) {
    long failed = candidate.failed() - before.candidate.failed();
    long stableFailed = stable.failed() - before.stable.failed();
    return new Tally(
        failed,
        candidate.asked() - before.candidate.asked() - failed,
        stableFailed,
        stable.asked() - before.stable.asked() - stableFailed);
  }
}
