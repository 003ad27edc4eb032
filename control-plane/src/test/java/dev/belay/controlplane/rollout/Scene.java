package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.probe.Steadiness;
import dev.belay.controlplane.rollout.Observation.Brakes;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Member;
import dev.belay.controlplane.rollout.Observation.Trouble;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.Finding;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A rollout and what is seen of the world, in a few words. */
final class Scene {

  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final ServiceName SHOP = new ServiceName("shop");
  static final Revision STABLE = revision(1);
  static final Revision CANDIDATE = revision(2);

  /** Ruled out by as many requests as these policies ask for anyway. */
  static final Safeguards.Harm QUICKLY = new Safeguards.Harm(0.5, 0.2);

  static final ReleasePolicy POLICY =
      new ReleasePolicy(
              ReleasePolicy.Strategy.CANARY,
              List.of(10, 50, 100).stream().map(Weight::percent).toList(),
              Duration.ofSeconds(5),
              50,
              Duration.ofSeconds(60),
              Duration.ofSeconds(10),
              Duration.ofSeconds(90),
              0.001)
          .withSafeguards(standard -> standard.withHarm(QUICKLY));

  static final Trouble TIMED_OUT = new Trouble("liveness", "no answer", true, NOON);

  private Instant at = NOON;
  private Fleet candidate = fleet(CANDIDATE, Health.READY);
  private Fleet stable = fleet(STABLE, Health.READY);
  private Routing routing = routing(0);
  private Snapshot outcomes = new Snapshot("boot", List.of());
  private List<Finding> findings;
  private RunResult migration;
  private Command command;
  private Brakes brakes = Brakes.OFF;

  static Revision revision(int number) {
    return new Revision(
        new RevisionId(SHOP, number),
        Path.of("/artifacts/shop.jar"),
        new Digest("ab".repeat(32)),
        Settings.none(),
        1);
  }

  static Rollout rollout(RolloutState state) {
    return rollout(state, STABLE);
  }

  static Rollout rolloutUnder(ReleasePolicy policy, RolloutState state) {
    return rollout(state, STABLE, policy);
  }

  static Rollout rollout(RolloutState state, Revision stable) {
    return rollout(state, stable, POLICY);
  }

  static Rollout rolloutOf(Revision candidate, RolloutState state) {
    return rollout(state, candidate, STABLE, POLICY);
  }

  private static Rollout rollout(RolloutState state, Revision stable, ReleasePolicy policy) {
    return rollout(state, CANDIDATE, stable, policy);
  }

  private static Rollout rollout(
      RolloutState state, Revision candidate, Revision stable, ReleasePolicy policy) {
    return new Rollout(
        candidate,
        stable,
        policy,
        false,
        "operator",
        "",
        NOON,
        state,
        NOON,
        null,
        Evidence.open(policy, stable != null),
        List.of(),
        List.of(),
        List.of(),
        1);
  }

  static Scene seen() {
    return new Scene();
  }

  static Fleet fleet(Revision revision, Health... healths) {
    var members = new ArrayList<Member>();
    for (Health health : healths) {
      Trouble trouble =
          health == Health.FAILING
              ? new Trouble("readiness", "503, db DOWN", false, NOON)
              : health == Health.DEAD ? TIMED_OUT : null;
      members.add(
          new Member(
              backend(revision, members.size()),
              health,
              trouble,
              NOON,
              health == Health.GONE ? 1 : 0,
              null,
              Steadiness.UNKNOWN));
    }
    return new Fleet(members);
  }

  static Backend backend(Revision revision, int index) {
    int number = revision.id().number();
    return new Backend(
        "shop-r%d-%d".formatted(number, index),
        InetSocketAddress.createUnresolved("127.0.0.1", 9000 + number * 10 + index));
  }

  static Routing routing(int candidatePercent) {
    var arms = new ArrayList<Arm>();
    if (candidatePercent > 0) {
      arms.add(
          new Arm(
              CANDIDATE.id(), Weight.percent(candidatePercent), List.of(backend(CANDIDATE, 0))));
    }
    if (candidatePercent < 100) {
      arms.add(
          new Arm(
              STABLE.id(), Weight.percent(100 - candidatePercent), List.of(backend(STABLE, 0))));
    }
    var back = new TrafficSplit.Lease(STABLE.id(), List.of(backend(STABLE, 0)), Limits.LEASE);
    return new Routing(new TrafficSplit(SHOP, arms, candidatePercent > 0 ? back : null), 3);
  }

  static Counts counts(Revision revision, int percent, long succeeded, long failed) {
    return new Counts(
        revision.id(), 3, Weight.percent(percent), percent < 100, succeeded, 0, failed, 0);
  }

  Scene after(long seconds) {
    at = NOON.plusSeconds(seconds);
    return this;
  }

  Scene candidate(Fleet fleet) {
    candidate = fleet;
    return this;
  }

  Scene candidate(Health... healths) {
    return candidate(fleet(CANDIDATE, healths));
  }

  Scene stable(Fleet fleet) {
    stable = fleet;
    return this;
  }

  Scene stable(Health... healths) {
    return stable(fleet(STABLE, healths));
  }

  Scene inForce(int candidatePercent) {
    routing = routing(candidatePercent);
    return this;
  }

  Scene routing(Routing seen) {
    routing = seen;
    return this;
  }

  Scene counted(Counts... counts) {
    outcomes = new Snapshot("boot", List.of(counts));
    return this;
  }

  Scene uncounted() {
    outcomes = null;
    return this;
  }

  Scene found(Finding... found) {
    findings = List.of(found);
    return this;
  }

  Scene migrated(RunResult result) {
    migration = result;
    return this;
  }

  Scene frozen(String why) {
    brakes = new Brakes(why, null);
    return this;
  }

  Scene breakerOpen(String why) {
    brakes = new Brakes(null, why);
    return this;
  }

  Scene asked(Command.Verb verb) {
    command = new Command(verb, "operator", "because");
    return this;
  }

  Observation observation() {
    return new Observation(
        at, candidate, stable, routing, outcomes, findings, migration, command, brakes);
  }
}
