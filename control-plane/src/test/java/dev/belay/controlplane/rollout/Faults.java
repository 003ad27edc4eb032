package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.Happening.What;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which of a story's happenings are due, and what lasts just now. */
final class Faults {

  private final List<Happening> waiting = new ArrayList<>();
  private final List<Due> due = new ArrayList<>();
  private final Map<What, Instant> until = new EnumMap<>(What.class);
  private final Map<What, Integer> details = new EnumMap<>(What.class);
  private final Supplier<Instant> now;
  private Instant quietSince;

  private record Due(Instant at, Happening happening) {}

  Faults(Story story, Supplier<Instant> now) {
    this.now = now;
    this.quietSince = now.get();
    waiting.addAll(story.happenings());
  }

  /**
   * A state of a rollout was entered; null when the first is released.
   *
   * @return what happens with it, at once
   */
  List<Happening> entered(@Nullable String state) {
    var atOnce = new ArrayList<Happening>();
    for (Happening happening : List.copyOf(waiting)) {
      boolean begun = state == null ? happening.state() == null : state.equals(happening.state());
      if (begun) {
        waiting.remove(happening);
        if (happening.after().isZero()) {
          atOnce.add(happening);
        } else {
          due.add(new Due(now.get().plus(happening.after()), happening));
        }
      }
    }
    return atOnce;
  }

  /** What has become due. */
  List<Happening> due() {
    if (due.isEmpty()) {
      return List.of();
    }
    var happening = new ArrayList<Happening>();
    for (Due each : List.copyOf(due)) {
      if (!each.at().isAfter(now.get())) {
        due.remove(each);
        happening.add(each.happening());
      }
    }
    return happening;
  }

  void postpone(Happening happening) {
    due.add(new Due(now.get().plusMillis(1), happening));
  }

  void begin(Happening happening) {
    Instant end = now.get().plus(happening.lasts());
    until.merge(happening.what(), end, (one, other) -> one.isAfter(other) ? one : other);
    details.put(happening.what(), happening.detail());
    quietSince = end.isAfter(quietSince) ? end : quietSince;
  }

  boolean on(What what) {
    Instant end = until.get(what);
    return end != null && now.get().isBefore(end);
  }

  /** Whether it has ever begun. */
  boolean ever(What what) {
    return until.containsKey(what);
  }

  int detail(What what) {
    return details.getOrDefault(what, 0);
  }

  /** Whether any of these lasts, or has lasted less than this ago. */
  boolean within(Duration ago, Set<What> some) {
    Instant then = now.get().minus(ago);
    for (Map.Entry<What, Instant> each : until.entrySet()) {
      if (then.isBefore(each.getValue()) && some.contains(each.getKey())) {
        return true;
      }
    }
    return false;
  }

  /** When the last that has begun is over. */
  Instant quietSince() {
    return quietSince;
  }

  /** When the next that is due begins, or one that lasts ends. */
  Instant nextChange(Instant from) {
    Instant next = Instant.MAX;
    for (Due each : due) {
      next = Passing.earlier(next, each.at());
    }
    for (Instant end : until.values()) {
      next = end.isBefore(from) ? next : Passing.earlier(next, end);
    }
    return next;
  }

  Instant nextDue() {
    return due.stream().map(Due::at).min(Instant::compareTo).orElse(Instant.MAX);
  }

  boolean lasting() {
    return now.get().isBefore(quietSince);
  }
}
