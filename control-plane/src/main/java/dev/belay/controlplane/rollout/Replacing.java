package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Member;
import java.util.List;

/** A process that only a restart would help is replaced, as Kubernetes does. */
final class Replacing {

  private Replacing() {}

  /**
   * One at a time: what has killed the first may be about to kill the others as well.
   *
   * @param wanted how many instances there are to be; whoever is missing is just being stopped
   */
  static List<Action> dead(Fleet fleet, int wanted) {
    if (wanted > 1 && underWay(fleet, wanted)) {
      return List.of();
    }
    for (Member member : fleet.members()) {
      if (member.health() == Health.DEAD) {
        return List.of(replace(member));
      }
    }
    return List.of();
  }

  private static boolean underWay(Fleet fleet, int wanted) {
    for (Member member : fleet.members()) {
      if (member.health() == Health.GONE || justReplaced(member)) {
        return true;
      }
    }
    return fleet.members().size() < wanted;
  }

  private static boolean justReplaced(Member member) {
    return member.ends() > 0 && member.unproven();
  }

  private static Action replace(Member member) {
    return new Action.Restart(member.backend().instance(), member.since(), Limits.STOP_GRACE);
  }
}
