package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.Platform.Replacement;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.rollout.Lookout.Sight;
import dev.belay.controlplane.traffic.TrafficException;
import dev.belay.controlplane.traffic.TrafficRouter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, decides, stores, acts, for one service. Level-triggered: every look starts from what is,
 * so a lost wake-up or a crash between any two lines costs time and nothing else.
 */
class ServiceLoop {

  private static final Logger log = LoggerFactory.getLogger(ServiceLoop.class);
  private static final Duration ACTIVE = Duration.ofMillis(200);
  private static final Duration STEADY = Duration.ofSeconds(1);

  /** Looks in a row without waiting, so that a shift or a way back takes milliseconds. */
  private static final int IN_A_ROW = 8;

  private final ServiceName service;
  private final RolloutStore store;
  private final Lookout lookout;
  private final Errands errands;
  private final Platform platform;
  private final TrafficRouter router;
  private final Restraints restraints;
  private final FencingToken token;
  private final Clock clock;
  private final Consumer<Rollout> changed;
  private final Consumer<FailedAfterBake> failedAfterBake;

  private final ServiceRenewal renewal;
  private final Demand demand = new Demand();
  private final Recorder recorder = new Recorder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore wake = new Semaphore(0);
  private volatile @Nullable Rollout current;
  private volatile @Nullable Sight lastSight;
  private volatile boolean running = true;
  private boolean stopped;
  private boolean succeeded;

  /** Unknown counts as yes: to renew what there is not changes nothing. */
  private boolean leased = true;

  private boolean wentBack;
  private @Nullable ReleasePolicy planned;
  private @Nullable ProbePlan probePlan;
  private Instant renewed = Instant.EPOCH;

  /** A write failed, perhaps after it was done, and what is stored could not be read since. */
  private volatile boolean unsure;

  private @Nullable RevisionId toldAfterBake;

  ServiceLoop(
      ServiceName service,
      RolloutStore store,
      Lookout lookout,
      Errands errands,
      Platform platform,
      TrafficRouter router,
      Restraints restraints,
      FencingToken token,
      Clock clock,
      Consumer<Rollout> changed,
      Consumer<FailedAfterBake> failedAfterBake) {
    this(
        service,
        store,
        lookout,
        errands,
        platform,
        router,
        restraints,
        token,
        clock,
        changed,
        failedAfterBake,
        ServiceRenewal.none(service));
  }

  ServiceLoop(
      ServiceName service,
      RolloutStore store,
      Lookout lookout,
      Errands errands,
      Platform platform,
      TrafficRouter router,
      Restraints restraints,
      FencingToken token,
      Clock clock,
      Consumer<Rollout> changed,
      Consumer<FailedAfterBake> failedAfterBake,
      ServiceRenewal renewal) {
    this.renewal = renewal;
    this.service = service;
    this.store = store;
    this.lookout = lookout;
    this.errands = errands;
    this.platform = platform;
    this.router = router;
    this.restraints = restraints;
    this.token = token;
    this.clock = clock;
    this.changed = changed;
    this.failedAfterBake = failedAfterBake;
    this.current = store.newest(service, 1).stream().findFirst().orElse(null);
  }

  void run() {
    while (running) {
      boolean active = look();
      try {
        wake.tryAcquire(active ? ACTIVE.toMillis() : STEADY.toMillis(), TimeUnit.MILLISECONDS);
        wake.drainPermits();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  void stop() {
    running = false;
    wake();
  }

  /** Of the control plane that this is. */
  FencingToken token() {
    return token;
  }

  void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  /** The newest rollout as of the last look, fresher than the store where only counts grew. */
  @Nullable Rollout current() {
    return current;
  }

  Sighting sighting() {
    Sight last = lastSight;
    return last == null ? Sighting.NOTHING : last.forPeople();
  }

  Demand demand() {
    return demand;
  }

  private Sight sight(Rollout rollout, boolean countsWanted) {
    ReleasePolicy policy = rollout.policy();
    Safeguards.CountedBy by = rollout.ended() ? Safeguards.CountedBy.GATEWAY : policy.countedBy();
    Sight sight = lookout.look(service, countsWanted, plan(policy), by);
    lastSight = sight;
    demand.saw(sight.outcomes(), clock.instant());
    TrafficRouter.Routing routing = sight.routing();
    if (routing != null) {
      leased = routing.split().lease() != null;
      if (routing.leaseExpired() && !wentBack) {
        log.warn("{}: the router went back by itself while no control plane was there", service);
      }
      wentBack = routing.leaseExpired();
    }
    renew();
    return sight;
  }

  /** Made once a release, not once a look. */
  private ProbePlan plan(ReleasePolicy policy) {
    if (probePlan == null || policy != planned) {
      planned = policy;
      probePlan = policy.probePlan();
    }
    return probePlan;
  }

  /** Tells the router that somebody watches the split that it has for a time only. */
  private void renew() {
    Instant now = clock.instant();
    // A clock that was put back must not make it wait until the time that it was.
    boolean lately = !now.isBefore(renewed) && now.isBefore(renewed.plus(Limits.RENEWAL));
    if (!leased || lately) {
      return;
    }
    try {
      router.renew(service, token);
      renewed = now;
    } catch (TrafficException e) {
      log.warn("{}: the router's lease could not be renewed: {}", service, e.getMessage());
    }
  }

  void adopt(Rollout created) {
    lock.lock();
    try {
      current = created;
    } finally {
      lock.unlock();
    }
    changed.accept(created);
    wake();
  }

  /** Decides at once with the command. */
  Rollout command(Command command) {
    lock.lock();
    try {
      if (unsure) {
        current = store.newest(service, 1).stream().findFirst().orElse(null);
        unsure = false;
      }
      Rollout rollout = current;
      if (rollout == null) {
        throw new NoSuchRolloutException("%s has never been released".formatted(service));
      }
      Rollout next = obey(rollout, command);
      wake();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** What failed may have been stored nevertheless: the next look reads what is. */
  private Rollout obey(Rollout rollout, Command command) {
    try {
      return step(rollout, sight(rollout, true), command);
    } catch (IllegalCommandException refused) {
      throw refused;
    } catch (RuntimeException e) {
      unsure = true;
      wake();
      throw e;
    }
  }

  /** One turn: as many looks as there is reason for; returns whether a rollout is under way. */
  boolean look() {
    try {
      boolean again = true;
      for (int i = 0; again && i < IN_A_ROW; i++) {
        again = lookOnce();
      }
    } catch (StaleRolloutException | StaleFencingTokenException e) {
      if (!succeeded) {
        log.error("{}: another control plane acts: {}", service, e.getMessage());
      }
      // A token that is stale stays so: told once, not at each look.
      succeeded |= e instanceof StaleFencingTokenException;
      recorder.forget();
      reload();
    } catch (RuntimeException e) {
      log.error("{}: this look failed; the next one starts afresh", service, e);
      recorder.forget();
      reload();
    }
    Rollout rollout = current;
    return rollout != null && !rollout.ended() || renewal.underWay();
  }

  private void reload() {
    try {
      unsure = true;
      current = store.newest(service, 1).stream().findFirst().orElse(null);
      unsure = false;
    } catch (RuntimeException e) {
      log.error("{}: the store could not be read", service, e);
    }
  }

  /** Whether there is reason to look again at once. */
  private boolean lookOnce() {
    lock.lock();
    try {
      // A release may have been stored though its writer was told that it failed.
      Rollout known = current;
      if (unsure || known == null || known.ended()) {
        reload();
      }
      Rollout rollout = current;
      if (stopped()) {
        // Stopped by a person, who is there: what serves goes on.
        renew();
        return false;
      }
      if (rollout == null || unsure) {
        return false;
      }
      if (rollout.ended()) {
        Revision stable = stableAfter(rollout);
        Sight sight = renewing(rollout, stable, sight(rollout, true));
        if (acts(rollout)) {
          Tending.tend(stable, sight, service, this::act);
          afterBake(rollout, sight);
        }
        return false;
      }
      Sight sight = renewing(rollout, rollout.stable(), sight(rollout, true));
      if (acts(rollout)) {
        Tending.keepStable(rollout, sight, this::act);
      }
      RolloutState before = rollout.state();
      Rollout next = step(rollout, sight, null);
      return !next.state().name().equals(before.name()) || shifting(next);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a renewal one step on; who is to leave for it is not seen by anybody else. */
  private Sight renewing(Rollout rollout, @Nullable Revision stable, Sight sight) {
    if (renewal.active() == null) {
      return sight;
    }
    var seen =
        new Renewing.Situation(
            clock.instant(),
            stable,
            rollout.policy(),
            sight,
            !rollout.ended(),
            restraints.freeze(service));
    Renewing.Turn turn = renewal.step(seen, token);
    if (turn == null) {
      return sight;
    }
    turn.actions().forEach(this::act);
    return sight.without(turn.leaving());
  }

  /**
   * Begins to replace processes.
   *
   * @param wanted made while nobody else decides anything about the service
   */
  Renewal renew(Supplier<Renewal> wanted) {
    lock.lock();
    try {
      return renewal.begin(wanted.get(), token);
    } finally {
      lock.unlock();
      wake();
    }
  }

  /** The renewal that is under way; null if none is. */
  @Nullable Renewal renewal() {
    return renewal.active();
  }

  /** In mode observe not even what runs is tended. */
  private static boolean acts(Rollout rollout) {
    return rollout.policy().mode() != Safeguards.Mode.OBSERVE;
  }

  private void afterBake(Rollout promoted, Sight sight) {
    Optional<Cause> failed =
        promoted.state() instanceof RolloutState.Promoted && !promoted.id().equals(toldAfterBake)
            ? Breach.afterBake(promoted, sight.fleet(promoted.candidate()))
            : Optional.empty();
    failed.ifPresent(cause -> {
      toldAfterBake = promoted.id();
      log.error("{}: failed after it was promoted: {}", promoted.id(), cause.summary());
      failedAfterBake.accept(new FailedAfterBake(promoted, cause));
    });
  }

  private boolean stopped() {
    boolean now = restraints.stopped();
    if (now != stopped) {
      stopped = now;
      log.warn(
          "{}: {}", service, now ? "the kill switch is pulled: nothing is done" : "acting again");
    }
    return now;
  }

  private boolean shifting(Rollout rollout) {
    return rollout.state() instanceof RolloutState.Shifting
        || rollout.state() instanceof RolloutState.RollingBack back && back.safeAt() == null;
  }

  private @Nullable Revision stableAfter(Rollout rollout) {
    return rollout.state() instanceof RolloutState.Promoted
        ? rollout.candidate()
        : rollout.stable();
  }

  private Rollout step(Rollout rollout, Sight sight, @Nullable Command command) {
    var seen =
        new Observation(
            clock.instant(),
            sight.fleet(rollout.candidate()),
            sight.fleet(rollout.stable()),
            sight.routing(),
            sight.outcomes(),
            errands.findings(rollout.id()),
            errands.migration(rollout.id()),
            command,
            restraints.brakes(rollout),
            errands.synthetic(rollout));
    Decision decision = Decider.decide(rollout, seen);
    Rollout next =
        store(rollout, decision.next(), recorder.with(rollout, seen.outcomes(), seen.at()));
    decision.actions().forEach(action -> act(action, next, sight));
    errands.compare(next, sight);
    return next;
  }

  private Rollout store(Rollout before, Rollout next, @Nullable RecordedLook look) {
    if (!worthStoring(before, next)) {
      recorder.keep(look);
      current = next;
      return next;
    }
    Rollout stored = saved(before, next, look);
    current = stored;
    if (!before.state().equals(stored.state())) {
      Rollout.Transition last = stored.transitions().getLast();
      log.info("{}: {} -> {}: {}", stored.id(), last.from(), last.to(), last.reason());
    }
    if (stored.ended()) {
      errands.forget(stored);
    }
    changed.accept(stored);
    return stored;
  }

  private Rollout saved(Rollout before, Rollout next, @Nullable RecordedLook look) {
    if (look == null || !recorder.due(look, before, next)) {
      Rollout stored = store.save(next);
      recorder.keep(look);
      return stored;
    }
    Rollout stored = store.save(next, look);
    recorder.stored(look, stored);
    return stored;
  }

  /** When only the time of the last data has moved, there is nothing that a crash could lose. */
  private static boolean worthStoring(Rollout before, Rollout next) {
    return !before.state().equals(next.state())
        || !before.findings().equals(next.findings())
        || !before.withheld().equals(next.withheld())
        || !before.evidence().cursor().equals(next.evidence().cursor())
        || !before.evidence().judgement().equals(next.evidence().judgement())
        || !java.util.Objects.equals(before.evidence().synthetic(), next.evidence().synthetic())
        || !java.util.Objects.equals(before.evidence().bootId(), next.evidence().bootId());
  }

  private void act(Action action, Rollout rollout, Sight sight) {
    switch (action) {
      case Action.Verify verify -> errands.verify(rollout, sight, token, this::wake);
      case Action.AskCandidate ask ->
          errands.askCandidate(rollout, sight, clock.instant(), this::wake);
      default -> act(action);
    }
  }

  private void act(Action action) {
    try {
      switch (action) {
        case Action.Verify verify -> throw new IllegalArgumentException("not without a rollout");
        case Action.AskCandidate ask -> throw new IllegalArgumentException("not without a rollout");
        case Action.Migrate migrate -> errands.migrate(migrate.revision(), token, this::wake);
        case Action.CheckMigrated check ->
            errands.checkMigrated(check.revision(), token, this::wake);
        case Action.Start start -> platform.start(start.revision(), token);
        case Action.Stop stop -> platform.stop(stop.revision(), stop.grace(), token);
        case Action.Restart restart -> {
          log.warn("{}: {} is dead and is replaced", service, restart.instance());
          platform.restart(
              restart.instance(),
              restart.processStartedAt(),
              restart.grace(),
              Replacement.ILL,
              token);
        }
        case Action.Renew renew ->
            platform.restart(
                renew.instance(),
                renew.processStartedAt(),
                renew.grace(),
                Replacement.RENEWED,
                token);
        case Action.SetWeights set -> {
          log.info("{}: weights {}", service, Tending.words(set.split()));
          router.apply(set.split(), token);
        }
      }
    } catch (PlatformException | TrafficException e) {
      log.warn(
          "{}: {} did not succeed and will be tried again: {}", service, action, e.getMessage());
    }
  }
}
