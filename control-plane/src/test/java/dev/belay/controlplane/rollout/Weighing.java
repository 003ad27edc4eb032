package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Ended;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Stranded;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which weights may be set, when. */
final class Weighing {

  private static final Set<Happening.What> UNSEEN = Set.of(Happening.What.PROBE_STORM);
  private static final Duration LATELY = Duration.ofSeconds(20);

  private final Simulation world;
  private final Map<RevisionId, Instant> troubles = new HashMap<>();

  Weighing(Simulation world) {
    this.world = world;
  }

  /** Notes who cannot serve just now. */
  void look() {
    for (Instance instance : world.platform().observe(Scene.SHOP)) {
      if (!world.truth().serves(instance)) {
        trouble(instance.revision());
      }
    }
  }

  void sums() {
    TrafficSplit split = world.router().read(Scene.SHOP).split();
    int sum = 0;
    for (TrafficSplit.Arm arm : split.arms()) {
      sum += arm.weight().basisPoints();
      if (!arm.weight().equals(Weight.ZERO) && arm.backends().isEmpty()) {
        throw new Violation("WeightsSumTo100", arm.revision() + " has nobody: " + split);
      }
    }
    if (sum != Weight.FULL && !split.arms().isEmpty()) {
      throw new Violation("WeightsSumTo100", sum + " basis points: " + split);
    }
  }

  void trouble(@Nullable RevisionId revision) {
    if (revision != null) {
      troubles.put(revision, world.now());
    }
  }

  void check(
      SimulatedControlPlane one,
      TrafficSplit before,
      TrafficSplit split,
      Set<RevisionId> migrated) {
    Rollout rollout = world.newest();
    if (rollout == null) {
      throw new Violation("OnlyTheStepsWeights", "weights without a release");
    }
    look();
    Weight candidate = split.weightOf(rollout.id());
    Weight stable = rollout.stable() == null ? Weight.ZERO : split.weightOf(rollout.stable().id());
    int others = Weight.FULL - candidate.basisPoints() - stable.basisPoints();
    boolean ours = split.arms().isEmpty() || others == 0;
    if (!ours || !allowed(rollout, before, split, candidate, stable)) {
      throw new Violation(
          "OnlyTheStepsWeights", Tending.words(split) + " while " + rollout.state());
    }
    Weight had = before.weightOf(rollout.id());
    if (candidate.compareTo(had) > 0 && !rollout.ended()) {
      rises(one, rollout, candidate, migrated);
    }
  }

  private boolean allowed(
      Rollout rollout, TrafficSplit before, TrafficSplit split, Weight candidate, Weight stable) {
    if (split.sameWeights(before)) {
      return true;
    }
    return switch (rollout.state()) {
      case Promoted promoted -> candidate.equals(Weight.ALL);
      case Ended ended -> rollout.stable() != null && stable.equals(Weight.ALL);
      case RollingBack back -> back(rollout, split, candidate, stable);
      case Stranded stranded -> back(rollout, split, candidate, stable);
      case Shifting shifting -> step(rollout, shifting.step(), candidate);
      case Observing observing -> step(rollout, observing.step(), candidate);
      case Baking baking -> step(rollout, rollout.policy().lastStep(), candidate);
      case Held held -> held(rollout, held, before, split, candidate);
      default -> false;
    };
  }

  private static boolean back(
      Rollout rollout, TrafficSplit split, Weight candidate, Weight stable) {
    return rollout.stable() == null
        ? split.arms().isEmpty()
        : candidate.equals(Weight.ZERO) && stable.equals(Weight.ALL);
  }

  private boolean held(
      Rollout rollout, Held held, TrafficSplit before, TrafficSplit split, Weight candidate) {
    return held.hold() != Hold.FOREIGN_CHANGE
        && switch (held.resume()) {
          case Shifting shifting -> step(rollout, shifting.step(), candidate);
          case Observing observing -> step(rollout, observing.step(), candidate);
          case Baking baking -> step(rollout, rollout.policy().lastStep(), candidate);
          default -> false;
        };
  }

  /** The step's, or all to one of the two because the other has nobody. */
  private boolean step(Rollout rollout, int step, Weight candidate) {
    Revision stable = rollout.stable();
    return candidate.equals(rollout.policy().weight(step))
        || candidate.equals(Weight.ZERO) && lately(rollout.id())
        || candidate.equals(Weight.ALL) && stable != null && lately(stable.id());
  }

  private boolean lately(RevisionId revision) {
    Instant trouble = troubles.get(revision);
    return trouble != null && world.now().isBefore(trouble.plus(LATELY))
        || world.faults().within(LATELY, UNSEEN);
  }

  /** A platform that shows what was seconds ago shows stable as gone when it is back. */
  private boolean shownAsGone(Rollout rollout) {
    return rollout.stable() != null
        && world.faults().on(Happening.What.PLATFORM_SLOW)
        && lately(rollout.stable().id());
  }

  private void rises(
      SimulatedControlPlane one, Rollout rollout, Weight to, Set<RevisionId> migrated) {
    if (!migrated.contains(rollout.id())) {
      throw new Violation("GatesAndMigrationComeFirst", rollout.id().label() + " gets " + to);
    }
    if (to.equals(Weight.ALL) && (world.invariants().stableNotUsable() || shownAsGone(rollout))) {
      // Better the worse than nobody.
      return;
    }
    if (rollout.evidence().judgement().verdict() instanceof Verdict.Worse worse) {
      throw new Violation("NeverMoreForTheWorse", to + " though " + worse);
    }
    for (Instance each : world.platform().observe(Scene.SHOP)) {
      if (each.revision().equals(rollout.id())) {
        int ends = each.restarts() + (each.phase() == Instance.Phase.BACKING_OFF ? 1 : 0);
        Health health = one.probes.health(each.id());
        boolean running = each.phase() == Instance.Phase.RUNNING;
        boolean seen = !world.faults().on(Happening.What.PLATFORM_SLOW);
        if (seen && ends >= rollout.policy().crashLoopRestarts()
            || running && (health == Health.FAILING || health == Health.DEAD)) {
          throw new Violation(
              "NeverMoreForTheWorse", "%s though %s is %s".formatted(to, each, health));
        }
      }
    }
    boolean step = rollout.state() instanceof Shifting;
    if (step && world.faults().on(Happening.What.FROZEN) && one.commanded == null) {
      throw new Violation("FrozenGoesNotForward", rollout.id().label() + " gets " + to);
    }
  }
}
