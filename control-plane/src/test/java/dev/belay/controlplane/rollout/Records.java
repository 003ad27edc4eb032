package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the store has stored, as it was when it was stored: what is read from it later must be the
 * same.
 */
final class Records {

  private final TreeMap<Integer, Rollout> stored = new TreeMap<>();
  private @Nullable Rollout newest;
  private @Nullable Rollout promoted;

  void stored(Rollout rollout) {
    stored.put(rollout.id().number(), rollout);
    newest = stored.lastEntry().getValue();
    if (rollout.state() instanceof Promoted) {
      promoted = rollout;
    }
  }

  @Nullable Rollout newest() {
    return newest;
  }

  /** The candidate of the last that was promoted. */
  @Nullable Revision stable() {
    return promoted == null ? null : promoted.candidate();
  }

  /** How many Belay itself has taken back. */
  int takenBack() {
    int count = 0;
    for (Rollout each : stored.values()) {
      count += each.takenBack() ? 1 : 0;
    }
    return count;
  }

  Rollout find(RevisionId id) {
    return stored.get(id.number());
  }

  /** Newest first. */
  List<Rollout> all() {
    return new ArrayList<>(stored.descendingMap().values());
  }
}
