package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.Rollout.Transition;
import java.util.List;

/** No change of a state is lost, and none is told twice. */
final class History {

  private History() {}

  static void check(Rollout before, Rollout after) {
    List<Transition> told = after.transitions();
    List<Transition> known = before.transitions();
    boolean moved = !before.state().name().equals(after.state().name());
    if (told.equals(known)) {
      if (moved) {
        broken(before, after);
      }
      return;
    }
    boolean full = known.size() == Rollout.MAX_TRANSITIONS;
    List<Transition> kept = full ? known.subList(1, known.size()) : known;
    boolean oneMore = told.size() == kept.size() + 1 && told.subList(0, kept.size()).equals(kept);
    if (!oneMore) {
      broken(before, after);
    }
    Transition last = told.getLast();
    boolean right =
        last.from().equals(before.state().name())
            && last.to().equals(after.state().name())
            && !last.reason().isBlank();
    if (!right) {
      broken(before, after);
    }
  }

  private static void broken(Rollout before, Rollout after) {
    throw new Violation(
        "EveryChangeIsInTheHistoryOnce",
        "%s -> %s with %s after %s"
            .formatted(before.state(), after.state(), after.transitions(), before.transitions()));
  }
}
