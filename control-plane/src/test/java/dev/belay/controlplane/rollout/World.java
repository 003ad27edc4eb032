package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.SHOP;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.Steadiness;
import dev.belay.controlplane.rollout.Observation.Brakes;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Trouble;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes;
import dev.belay.controlplane.traffic.InMemoryTrafficRouter;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.verification.Finding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The real loop, decision and evidence over in-memory adapters and a clock that is told. */
final class World {

  private static final Duration TURN = Duration.ofMillis(200);

  private Instant now = NOON;

  /** How far the control plane's clock is ahead of all others. */
  Duration skew = Duration.ZERO;

  private final Clock clock = new ToldClock();
  final InMemoryPlatform platform = new InMemoryPlatform(clock);
  final InMemoryTrafficRouter router = new InMemoryTrafficRouter(clock);
  final InMemoryRequestOutcomes outcomes = new InMemoryRequestOutcomes(router, clock);
  final InMemoryRolloutStore store = new InMemoryRolloutStore();
  final InMemoryRenewalStore renewals = new InMemoryRenewalStore();
  @Nullable String freeze;
  Brakes brakes = Brakes.OFF;
  boolean stopped;
  private final Restraints restraints =
      new Restraints() {
        @Override
        public boolean stopped() {
          return stopped;
        }

        @Override
        public @Nullable String freeze(ServiceName service) {
          return freeze;
        }

        @Override
        public Brakes brakes(Rollout rollout) {
          return brakes;
        }
      };
  final List<FailedAfterBake> failedAfterBake = new ArrayList<>();
  final Set<RevisionId> unready = new HashSet<>();
  final Set<RevisionId> failing = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();
  private long requestsATurn = 20;
  private int instances = 1;
  private ServiceLoop loop = controlPlane();

  /** A new control plane over what is there, as after kill -9. */
  World restart() {
    loop = controlPlane();
    return this;
  }

  /** A new control plane that reaches the store by another way. */
  World through(RolloutStore way) {
    loop = controlPlane(way);
    return this;
  }

  private ServiceLoop controlPlane() {
    return controlPlane(store);
  }

  private ServiceLoop controlPlane(RolloutStore way) {
    return new ServiceLoop(
        SHOP,
        way,
        new Lookout(platform, router, outcomes, new ToldHealth()),
        new Errands(candidate -> List.copyOf(findings), platform, Runnable::run),
        platform,
        router,
        restraints,
        store.takeOver(),
        new VirtualClock(() -> now.plus(skew)),
        changed -> {},
        failedAfterBake::add,
        new ServiceRenewal(SHOP, renewals, changed -> {}));
  }

  /** Wants all processes of the stable revision anew. */
  Renewal renew() {
    List<Instance> there = platform.observe(SHOP);
    Renewal before = loop.renewal();
    return loop.renew(() ->
        new Renewal(
            0,
            there.getFirst().revision(),
            there.stream().map(each -> new Renewal.Target(each.id(), each.startedAt())).toList(),
            before == null ? there.stream().map(Instance::id).toList() : before.members(),
            "operator",
            "new settings",
            null,
            "",
            now,
            Renewal.State.GROWING,
            now,
            null,
            "asked for",
            null));
  }

  Renewal renewal() {
    return renewals.newest(SHOP, 1).getFirst();
  }

  /** One look. */
  void look() {
    turn();
  }

  World finding(Finding finding) {
    findings.add(finding);
    return this;
  }

  World instances(int each) {
    instances = each;
    return this;
  }

  World requestsATurn(long requests) {
    requestsATurn = requests;
    return this;
  }

  /** A first revision, promoted and with all traffic. */
  World released() {
    release(ReleasePolicy.proven(Duration.ofMinutes(1)));
    return runFor(Duration.ofSeconds(5));
  }

  Rollout release(ReleasePolicy policy) {
    return releaseThrough(store, policy);
  }

  Rollout releaseThrough(RolloutStore way, ReleasePolicy policy) {
    Revision stable =
        store.promoted(SHOP, 1).stream().findFirst().map(Rollout::candidate).orElse(null);
    Rollout created =
        way.create(
            SHOP,
            id -> {
              Revision like = Scene.CANDIDATE;
              Revision candidate =
                  new Revision(id, like.artifact(), like.digest(), like.settings(), instances);
              return new Rollout(
                  candidate,
                  stable,
                  policy,
                  false,
                  "operator",
                  "",
                  now,
                  new RolloutState.Verifying(now.plusSeconds(60)),
                  now,
                  null,
                  Evidence.open(policy, stable != null && policy.besideStable()),
                  List.of(),
                  List.of(),
                  List.of(),
                  0);
            });
    loop.adopt(created);
    return created;
  }

  World runFor(Duration duration) {
    Instant end = now.plus(duration);
    while (now.isBefore(end)) {
      turn();
    }
    return this;
  }

  World runUntil(Class<? extends RolloutState> state) {
    for (int turns = 0; !state.isInstance(state()); turns++) {
      if (turns > 5_000) {
        throw new AssertionError("still " + state() + " after " + Duration.between(NOON, now));
      }
      turn();
    }
    return this;
  }

  /** Users go on asking while no control plane is there. */
  World unwatched(Duration duration) {
    Instant end = now.plus(duration);
    while (now.isBefore(end)) {
      time();
    }
    return this;
  }

  private void turn() {
    time();
    loop.look();
  }

  private void time() {
    now = now.plus(TURN);
    for (TrafficSplit.Arm arm : router.read(SHOP).split().arms()) {
      long requests = requestsATurn * arm.weight().basisPoints() / 10_000;
      if (requests > 0) {
        outcomes.record(
            arm.revision(),
            failing.contains(arm.revision())
                ? InMemoryRequestOutcomes.Result.FAILED
                : InMemoryRequestOutcomes.Result.SUCCEEDED,
            requests);
      }
    }
  }

  Rollout command(Command.Verb verb) {
    return loop.command(new Command(verb, "operator", ""));
  }

  Rollout rollout() {
    return loop.current();
  }

  RolloutState state() {
    return loop.current().state();
  }

  List<String> path() {
    return loop.current().transitions().stream().map(Rollout.Transition::to).toList();
  }

  /** Each that differs from the one before: a change of backends or of the lease is none. */
  List<String> weights() {
    var weights = new ArrayList<String>();
    for (TrafficSplit split : router.changes()) {
      String words = Tending.words(split);
      if (weights.isEmpty() || !weights.getLast().equals(words)) {
        weights.add(words);
      }
    }
    return weights;
  }

  List<String> running() {
    return platform.observe(SHOP).stream()
        .filter(instance -> instance.phase() == Instance.Phase.RUNNING)
        .map(instance -> instance.revision().label())
        .distinct()
        .toList();
  }

  private final class ToldHealth implements HealthSource {

    private final Map<String, Instance> watched = new HashMap<>();

    @Override
    public void watch(
        ServiceName service, List<Instance> instances, Set<RevisionId> serving, ProbePlan plan) {
      watched.clear();
      instances.forEach(instance -> watched.put(instance.id(), instance));
    }

    @Override
    public Map<String, Opinion> opinions() {
      var opinions = new HashMap<String, Opinion>();
      watched.forEach((id, instance) -> opinions.put(id, opinion(id, instance)));
      return opinions;
    }

    private Opinion opinion(String id, Instance instance) {
      if (unready.contains(instance.revision())) {
        var trouble = new Trouble("readiness", "503", false, now);
        return new Opinion(Health.FAILING, trouble, Steadiness.UNKNOWN);
      }
      Health health = platform.isReady(id) ? Health.READY : Health.UNKNOWN;
      return new Opinion(health, null, Steadiness.UNKNOWN);
    }

    @Override
    public void close() {
      watched.clear();
    }
  }

  private final class ToldClock extends Clock {

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
