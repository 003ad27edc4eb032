package dev.belay.controlplane.rollout;

import java.util.Map;
import java.util.Set;

/** From which state a rollout may come to which. */
final class LegalMoves {

  private static final Map<String, Set<String>> TO =
      Map.ofEntries(
          Map.entry("Verifying", Set.of("Migrating", "Blocked", "Held", "RollingBack")),
          Map.entry("Migrating", Set.of("Starting", "Blocked", "Held", "RollingBack")),
          Map.entry("Starting", Set.of("Shifting", "Held", "RollingBack")),
          Map.entry("Shifting", Set.of("Shifting", "Observing", "Baking", "Held", "RollingBack")),
          Map.entry("Observing", Set.of("Shifting", "Held", "RollingBack")),
          Map.entry("Baking", Set.of("Shifting", "Promoted", "Held", "RollingBack")),
          Map.entry(
              "Held",
              Set.of(
                  "Held",
                  "Verifying",
                  "Migrating",
                  "Starting",
                  "Shifting",
                  "Observing",
                  "Baking",
                  "Promoted",
                  "RollingBack")),
          Map.entry("RollingBack", Set.of("RollingBack", "Stranded", "RolledBack", "Inconclusive")),
          Map.entry("Stranded", Set.of("RollingBack")));

  /** Where nothing is changed, nothing is migrated, shifted or taken back. */
  private static final Map<String, Set<String>> ONLY_OBSERVED =
      Map.of(
          "Verifying", Set.of("Starting", "Inconclusive"),
          "Starting", Set.of("Observing", "Inconclusive"),
          "Observing", Set.of("Inconclusive"));

  private LegalMoves() {}

  /**
   * @param asked whether a person asked for it
   */
  static void check(Rollout before, Rollout after, boolean asked) {
    if (before.state() instanceof RolloutState.Observing from
        && after.state() instanceof RolloutState.Shifting next
        && !asked
        && next.step() > from.step() + 1) {
      throw new Violation("NoStepIsLeftOut", from + " -> " + next);
    }
    String from = before.state().name();
    String to = after.state().name();
    boolean observed = before.policy().mode() == Safeguards.Mode.OBSERVE;
    Set<String> allowed = (observed ? ONLY_OBSERVED : TO).getOrDefault(from, Set.of());
    boolean moved = !after.transitions().equals(before.transitions());
    if (moved ? !allowed.contains(to) : !from.equals(to)) {
      throw new Violation("LegalMovesOnly", from + " -> " + to);
    }
    if (before.state() instanceof RolloutState.Held held
        && after.state() instanceof RolloutState.Forward
        && !to.equals(held.resume().name())
        && !to.equals("Shifting")) {
      throw new Violation("LegalMovesOnly", held + " resumed as " + to);
    }
    if (after.transitions().size() > Rollout.MAX_TRANSITIONS) {
      throw new Violation("BoundedRecord", after.transitions().size() + " transitions");
    }
  }
}
