package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.Weight;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the last look saw, for people. Never decided upon: every decision looks for itself.
 *
 * @param ready instances that answer their probes, by revision
 */
public record Sighting(Map<RevisionId, Weight> weights, Map<RevisionId, Integer> ready) {

  public static final Sighting NOTHING = new Sighting(Map.of(), Map.of());

  public Weight weightOf(RevisionId revision) {
    return weights.getOrDefault(revision, Weight.ZERO);
  }

  /** Null when nothing is known of the revision. */
  public @Nullable Integer readyOf(RevisionId revision) {
    return ready.get(revision);
  }
}
