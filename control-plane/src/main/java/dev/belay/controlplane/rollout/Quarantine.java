package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was taken back stays away until someone asks for it by name. */
final class Quarantine {

  private Quarantine() {}

  /** The rollout that is about to begin; blocked if its content was taken back before. */
  static Rollout unlessIn(RolloutStore store, Rollout opened) {
    return of(store.quarantined(opened.service()), opened.candidate())
        .map(bad -> blocked(opened, bad))
        .orElse(opened);
  }

  /** The rollout for which a revision's content stays away. */
  static Optional<Rollout> of(List<Rollout> quarantined, Revision candidate) {
    String content = candidate.content();
    return quarantined.stream()
        .filter(bad -> bad.candidate().content().equals(content))
        .findFirst();
  }

  static String why(Rollout bad) {
    return "%s has the same content and was taken back: %s"
        .formatted(bad.id().label(), ((RolloutState.RolledBack) bad.state()).cause().summary());
  }

  private static Rollout blocked(Rollout opened, Rollout bad) {
    String label = bad.id().label();
    String why = why(bad);
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
