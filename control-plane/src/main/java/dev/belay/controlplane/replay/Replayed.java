package dev.belay.controlplane.replay;

import dev.belay.controlplane.replay.Ending.Outcome;
import dev.belay.controlplane.rollout.Rollout;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One release, as it went and as the policy would have had it.
 *
 * @param then null where no user's request reached it
 * @param draws every one is an ending; one where nothing had to be dealt anew, none where it could
 *     not be replayed
 * @param notReplayed why; null where it was
 */
public record Replayed(
    Rollout rollout, @Nullable Ending then, List<Ending> draws, @Nullable String notReplayed) {

  public Replayed {
    draws = List.copyOf(draws);
  }

  /** How often each outcome came, the most frequent first. */
  public Map<Outcome, Long> outcomes() {
    var counted = new EnumMap<Outcome, Long>(Outcome.class);
    draws.forEach(each -> counted.merge(each.outcome(), 1L, Long::sum));
    return counted;
  }

  /** The outcome of most draws; null without any. */
  public @Nullable Outcome likely() {
    return outcomes().entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /** The draws of the outcome of most, the least failed requests first. */
  public List<Ending> likelyDraws() {
    Outcome likely = likely();
    return draws.stream()
        .filter(each -> each.outcome() == likely)
        .sorted(Comparator.comparingLong(Ending::failed).thenComparing(Ending::after))
        .toList();
  }
}
