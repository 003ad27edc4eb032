package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.rollout.Happening.What;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Migrating;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.rollout.RolloutState.Verifying;
import dev.belay.controlplane.rollout.Truth.Nature;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether what is known to be bad is acted upon in time. */
final class Watching {

  private static final int LOOKS_TO_GO_BACK = 2;
  private static final int LOOKS_TO_DIVERT = 3;

  /** A probe's period and its time-out, and the look after. */
  private static final Duration ONE_ANSWER = Duration.ofSeconds(3);

  private static final Duration TIME_TO_NOTICE = Duration.ofSeconds(7);
  private static final Set<What> IN_THE_WAY =
      EnumSet.of(
          What.PLATFORM_UNREACHABLE,
          What.PLATFORM_LOSES_ACTIONS,
          What.PLATFORM_ACTS_LATE,
          What.PLATFORM_SLOW,
          What.ACTIONS_DUPLICATED,
          What.CLOCK_JUMPS,
          What.ROUTER_UNREACHABLE,
          What.ROUTER_DEAF,
          What.ROUTER_ACTS_LATE,
          What.COUNTS_UNREADABLE,
          What.PROBES_NOT_MADE,
          What.PROBE_STORM,
          What.STORE_FAILS,
          What.BREAKER_OPEN,
          What.KILL_SWITCH);

  private final Simulation world;
  private int breachedLooks;
  private int lonelyLooks;
  private int detourLooks;
  private @Nullable Instant lonelySince;
  private @Nullable Instant badSince;
  private @Nullable Integer clearOf;

  Watching(Simulation world) {
    this.world = world;
  }

  /** Since when the candidate has been bad in a way that probes and the platform show. */
  void look() {
    Rollout newest = world.newest();
    SimulatedControlPlane leader = world.leader();
    boolean bad = false;
    if (newest != null && leader != null) {
      boolean seen = !world.faults().within(Duration.ofSeconds(1), IN_THE_WAY);
      bad = seen && (readinessLost(newest) || ends(newest) >= newest.policy().crashLoopRestarts());
      if (clearOf == null || clearOf != leader.number) {
        clearOf = leader.number;
        bad = false;
      }
    }
    badSince = !bad ? null : badSince == null ? world.now() : badSince;
  }

  private boolean readinessLost(Rollout rollout) {
    Truth truth = world.truth().of(rollout.id());
    Duration served = world.truth().servedFor(rollout.id());
    return truth.is(Nature.LOSES_READINESS) && served.compareTo(truth.from()) >= 0;
  }

  private int ends(Rollout rollout) {
    int most = 0;
    for (Instance each : of(rollout.id())) {
      int gone = each.phase() == Instance.Phase.BACKING_OFF ? 1 : 0;
      most = Math.max(most, each.restarts() + gone);
    }
    return most;
  }

  private List<Instance> of(RevisionId revision) {
    var found = new ArrayList<Instance>();
    for (Instance each : world.platform().observe(Scene.SHOP)) {
      if (each.revision().equals(revision) && each.phase() != Instance.Phase.STOPPING) {
        found.add(each);
      }
    }
    return found;
  }

  boolean lostForGood(Rollout rollout) {
    return badSince != null && badSince.isBefore(world.now().minus(Duration.ofSeconds(15)));
  }

  /** Whether nobody of stable could take the traffic, as far as the control plane can know. */
  boolean stableNotUsable() {
    Rollout newest = world.newest();
    SimulatedControlPlane leader = world.leader();
    return newest == null
        || newest.stable() == null
        || leader == null
        || of(newest.stable().id()).stream().noneMatch(each -> usable(leader, each));
  }

  private static boolean usable(SimulatedControlPlane one, Instance instance) {
    Health health = health(one, instance);
    return instance.phase() == Instance.Phase.RUNNING
        && (health == Health.READY || health == Health.UNKNOWN);
  }

  private static Health health(SimulatedControlPlane one, Instance instance) {
    return one.probes.health(instance.id());
  }

  void check(SimulatedControlPlane one, Rollout rollout) {
    if (world.faults().within(Duration.ofSeconds(15), IN_THE_WAY)
        || world.breakerOpen()
        || rollout.policy().mode() != Safeguards.Mode.ACT) {
      breachedLooks = 0;
      lonelyLooks = 0;
      detourLooks = 0;
      lonelySince = null;
      return;
    }
    goesBack(one, rollout);
    serves(one, rollout);
    detour(one, rollout);
  }

  private void goesBack(SimulatedControlPlane one, Rollout rollout) {
    boolean servedAt = traffic(rollout.state()) && rollout.stable() != null;
    boolean breached =
        servedAt && !stableNotUsable() && !stableJustTroubled(one) && breached(one, rollout);
    Weight weight = world.router().read(Scene.SHOP).split().weightOf(rollout.id());
    breachedLooks = breached && !weight.equals(Weight.ZERO) ? breachedLooks + 1 : 0;
    if (breachedLooks > LOOKS_TO_GO_BACK) {
      boolean frozen = rollout.state() instanceof Held held && held.hold() == Hold.FROZEN;
      throw new Violation(
          frozen ? "AFreezeNeverStopsARollback" : "BackWithinTwoLooks",
          rollout.state() + " with " + weight + " after " + breachedLooks);
    }
  }

  /** What everyone of stable complained of until a moment ago is a cause that both share. */
  private boolean stableJustTroubled(SimulatedControlPlane one) {
    Instant lately = world.now().plus(world.skew()).minus(ONE_ANSWER);
    List<Instance> stable = of(world.newest().stable().id());
    for (Instance each : stable) {
      if (each.phase() == Instance.Phase.BACKING_OFF && !each.lastExit().at().isBefore(lately)) {
        continue;
      }
      Observation.Trouble trouble = one.probes.opinion(each.id()).trouble();
      if (trouble == null || trouble.at() == null || trouble.at().isBefore(lately)) {
        return false;
      }
    }
    return !stable.isEmpty();
  }

  private boolean breached(SimulatedControlPlane one, Rollout rollout) {
    return ill(one, rollout.id())
        || rollout.evidence().judgement().verdict() instanceof Verdict.Worse
        || ends(rollout) >= rollout.policy().crashLoopRestarts();
  }

  private boolean ill(SimulatedControlPlane one, RevisionId revision) {
    for (Instance each : of(revision)) {
      Health health = health(one, each);
      boolean bad = health == Health.FAILING || health == Health.DEAD;
      if (bad && each.phase() == Instance.Phase.RUNNING) {
        return true;
      }
    }
    return false;
  }

  private static boolean traffic(RolloutState state) {
    Forward at = state instanceof Held held ? held.resume() : state instanceof Forward f ? f : null;
    return at instanceof Shifting || at instanceof Observing || at instanceof Baking;
  }

  /** Whoever is back gets its share back. */
  private void detour(SimulatedControlPlane one, Rollout rollout) {
    boolean diverted =
        rollout.state() instanceof Observing observing && observing.diverted()
            || rollout.state() instanceof Baking baking && baking.diverted();
    boolean both =
        diverted
            && rollout.stable() != null
            && ready(one, rollout.id())
            && ready(one, rollout.stable().id());
    detourLooks = both ? detourLooks + 1 : 0;
    if (detourLooks > LOOKS_TO_DIVERT) {
      throw new Violation("DetoursEnd", "both can serve, still " + rollout.state());
    }
  }

  private boolean ready(SimulatedControlPlane one, RevisionId revision) {
    return of(revision).stream().anyMatch(each -> health(one, each) == Health.READY);
  }

  /** Whether the weights in force are neither the step's nor a detour's. */
  private boolean foreign(Rollout rollout, Forward resume) {
    Weight now = world.router().read(Scene.SHOP).split().weightOf(rollout.id());
    return switch (resume) {
      case Observing at -> foreign(now, rollout.policy().weight(at.step()), at.diverted());
      case Baking at ->
          foreign(now, rollout.policy().weight(rollout.policy().lastStep()), at.diverted());
      default -> false;
    };
  }

  private static boolean foreign(Weight now, Weight nominal, boolean diverted) {
    boolean detour = diverted && (now.equals(Weight.ZERO) || now.equals(Weight.ALL));
    return !detour && !now.equals(nominal);
  }

  private boolean served(TrafficSplit.Arm arm, List<Instance> all) {
    for (Instance each : all) {
      if (inRoute(arm, each) && world.truth().serves(each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean inRoute(TrafficSplit.Arm arm, Instance instance) {
    for (TrafficSplit.Backend each : arm.backends()) {
      if (each.instance().equals(instance.id())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether somebody is known to serve.
   *
   * @param of null for whichever revision
   */
  private boolean somebody(SimulatedControlPlane one, @Nullable RevisionId of, List<Instance> all) {
    for (Instance each : all) {
      boolean meant = of == null || each.revision().equals(of);
      if (meant && world.truth().serves(each) && health(one, each) == Health.READY) {
        return true;
      }
    }
    return false;
  }

  /** No arm's requests go to nobody while there is somebody. */
  private void serves(SimulatedControlPlane one, Rollout rollout) {
    // Someone else's weights, and those between two steps, are left alone.
    boolean respected =
        rollout.state() instanceof Held held
            && (held.hold() == Hold.FOREIGN_CHANGE
                || held.resume() instanceof Shifting && held.hold() != Hold.ROUTE_NOT_HONOURED
                || foreign(rollout, held.resume()));
    Forward at =
        rollout.state() instanceof Held held
            ? held.resume()
            : rollout.state() instanceof Forward forward ? forward : null;
    boolean before = at instanceof Verifying || at instanceof Migrating || at instanceof Starting;
    TrafficSplit split = world.router().read(Scene.SHOP).split();
    List<Instance> all = world.platform().observe(Scene.SHOP);
    boolean lonely = false;
    for (TrafficSplit.Arm arm : split.arms()) {
      if (!arm.weight().equals(Weight.ZERO) && at != null && !respected) {
        lonely |= !served(arm, all) && somebody(one, before ? arm.revision() : null, all);
      }
    }
    lonelySince = !lonely ? null : lonelySince == null ? world.now() : lonelySince;
    lonelyLooks = lonely ? lonelyLooks + 1 : 0;
    if (lonelyLooks > LOOKS_TO_DIVERT
        && lonelySince != null
        && world.now().isAfter(lonelySince.plus(TIME_TO_NOTICE))) {
      throw new Violation(
          "SomebodyServes",
          Tending.words(split) + " while " + rollout.state() + "; there are " + all);
    }
  }
}
