package dev.belay.controlplane.replay;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.rollout.RecordedLook;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.Weight;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One recorded look, read for a replay.
 *
 * @param share the candidate's when these requests were routed; null where it changed meanwhile
 */
record Beat(
    Instant at, @Nullable Weight share, List<Counts> gained, Asked candidate, Asked stable) {

  static Beat of(RecordedLook look, RevisionId candidate) {
    Asked ofCandidate = Asked.NOTHING;
    Asked ofStable = Asked.NOTHING;
    for (Counts counts : look.gained()) {
      if (counts.revision().equals(candidate)) {
        ofCandidate = ofCandidate.plus(Asked.of(counts));
      } else {
        ofStable = ofStable.plus(Asked.of(counts));
      }
    }
    return new Beat(look.at(), share(look, candidate), look.gained(), ofCandidate, ofStable);
  }

  private static @Nullable Weight share(RecordedLook look, RevisionId candidate) {
    List<Weight> shares =
        look.gained().stream().map(counts -> share(counts, candidate)).distinct().toList();
    return shares.size() == 1 ? shares.getFirst() : null;
  }

  private static Weight share(Counts counts, RevisionId candidate) {
    boolean its = counts.revision().equals(candidate);
    if (!counts.concurrent()) {
      return its ? Weight.ALL : Weight.ZERO;
    }
    return its ? counts.weight() : counts.weight().complement();
  }

  long total() {
    return candidate.total() + stable.total();
  }
}
