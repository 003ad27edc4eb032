package dev.belay.controlplane.rollout;

import java.util.Map;

/** What was taken back stays away until someone asks for it by name. */
final class Quarantine {

  private Quarantine() {}

  /** The rollout that is about to begin; blocked if its content was taken back before. */
  static Rollout unlessIn(RolloutStore store, Rollout opened) {
    String content = opened.candidate().content();
    return store.quarantined(opened.service()).stream()
        .filter(bad -> bad.candidate().content().equals(content))
        .findFirst()
        .map(bad -> blocked(opened, bad))
        .orElse(opened);
  }

  private static Rollout blocked(Rollout opened, Rollout bad) {
    String label = bad.id().label();
    String why =
        "%s has the same content and was taken back: %s"
            .formatted(label, ((RolloutState.RolledBack) bad.state()).cause().summary());
    var cause =
        new Cause(
            Cause.QUARANTINED,
            why,
            Map.of(
                "revision",
                label,
                "remedy",
                "Release something else, or './belay rollout retry %s %s'"
                    .formatted(opened.service(), label)));
    return opened.enter(
        new RolloutState.Blocked(cause, opened.startedAt()), opened.startedAt(), why);
  }
}
