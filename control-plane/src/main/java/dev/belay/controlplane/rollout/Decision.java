package dev.belay.controlplane.rollout;

import java.util.List;

/** The rollout as it is from now on and what is to be done about it, in this order. */
public record Decision(Rollout next, List<Action> actions) {

  public Decision {
    actions = List.copyOf(actions);
  }
}
