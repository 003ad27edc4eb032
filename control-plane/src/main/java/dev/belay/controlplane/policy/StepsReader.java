package dev.belay.controlplane.policy;

import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code spec.steps}: percentages, each on its own or with its own duration. */
final class StepsReader {

  private static final int ALL = 100;

  private StepsReader() {}

  /**
   * One step.
   *
   * @param duration empty for the same as elsewhere
   */
  record Step(Weight weight, Optional<Duration> duration) {}

  /** Empty if one of them is wrong. */
  static Optional<List<Step>> read(Entry entry) {
    List<Entry> items = entry.items(1, ReleasePolicy.MAX_STEPS);
    var steps = new ArrayList<Step>();
    boolean good = !items.isEmpty();
    int before = 0;
    for (Entry item : items) {
      Optional<Integer> percent = percent(item);
      Optional<Duration> duration = duration(item, percent.orElse(0) == ALL);
      good &= percent.isPresent();
      if (percent.isPresent() && percent.get() <= before) {
        item.error(
            "%d is not above %d: steps must ascend".formatted(percent.get(), before),
            "Put the percentages in order, each once.");
        good = false;
      }
      before = Math.max(before, percent.orElse(before));
      steps.add(new Step(Weight.percent(percent.orElse(0)), duration));
    }
    if (good && before != ALL) {
      items
          .getLast()
          .error(
              "the last step is %d: steps must reach 100".formatted(before), "Add 100 at the end.");
      good = false;
    }
    return good ? Optional.of(steps) : Optional.empty();
  }

  private static Optional<Integer> percent(Entry item) {
    if (item.kind() == Entry.Kind.NUMBER) {
      return item.integer(1, ALL);
    }
    if (item.kind() == Entry.Kind.MAPPING) {
      return item.section()
          .flatMap(step -> step.require("weight", "Such as {weight: 10, duration: 5m}."))
          .flatMap(weight -> weight.integer(1, ALL));
    }
    item.error(
        "'%s' is not a percentage".formatted(item.shown()),
        "Write a whole number from 1 to 100, or {weight: 10, duration: 5m}.");
    return Optional.empty();
  }

  private static Optional<Duration> duration(Entry item, boolean last) {
    if (item.kind() != Entry.Kind.MAPPING) {
      return Optional.empty();
    }
    return item.section()
        .flatMap(step -> {
          step.find("weight");
          Optional<Entry> written = step.find("duration");
          step.close();
          if (last) {
            written.ifPresent(
                entry -> entry.error("the time at 100 is the bake", "Write it as spec.bake."));
            return Optional.empty();
          }
          return written.flatMap(entry -> entry.duration(Duration.ZERO, ReleasePolicy.LONGEST));
        });
  }
}
