package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rollouts for other packages' tests. */
public final class Ends {

  private Ends() {}

  /** A stable revision, as if it had been released. */
  public static Rollout promoted(
      RolloutStore store, ServiceName service, UnaryOperator<Revision> shaped) {
    Rollout created = store.create(service, id -> open(shaped.apply(Scene.CANDIDATE.as(id))));
    Instant now = Instant.now();
    return store.save(created.enter(new RolloutState.Promoted(now), now, "good"));
  }

  /** One under way. */
  public static Rollout open(Revision candidate) {
    Rollout like = Scene.rollout(new RolloutState.Verifying(Scene.NOON), null);
    return new Rollout(
        candidate,
        null,
        like.policy(),
        false,
        "operator",
        "",
        like.startedAt(),
        like.state(),
        like.stateSince(),
        null,
        like.evidence(),
        List.of(),
        List.of(),
        List.of(),
        0);
  }
}
