package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Rollouts in a given state, for other modules' tests. */
public final class StoredRollout {

  public static final Instant NOON = Scene.NOON;

  private StoredRollout() {}

  public static Rollout in(RolloutState state, Revision candidate, Revision stable) {
    return in(state, candidate, stable, Totals.NONE);
  }

  /**
   * @param requests what became of the candidate's
   */
  public static Rollout in(
      RolloutState state, Revision candidate, Revision stable, Totals requests) {
    Evidence open = Evidence.open(Scene.POLICY, true);
    return new Rollout(
        candidate,
        stable,
        Scene.POLICY,
        false,
        "operator",
        "",
        NOON,
        state,
        NOON,
        NOON,
        new Evidence(
            open.judgement(),
            "boot",
            Map.of(),
            requests,
            Totals.NONE,
            NOON,
            Pace.NONE,
            Probing.NONE),
        List.of(),
        List.of(),
        List.of(),
        1);
  }

  public static RolloutState goingBack(Cause cause) {
    return new RolloutState.RollingBack(
        RolloutState.Ending.ROLLED_BACK, cause, NOON, null, NOON.plusSeconds(30));
  }

  public static RolloutState held(RolloutState.Hold hold) {
    return new RolloutState.Held(
        hold, "a person is needed", new RolloutState.Starting(NOON), NOON, NOON.plusSeconds(30));
  }
}
