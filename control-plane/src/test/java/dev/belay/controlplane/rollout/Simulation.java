package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.rollout.Happening.What;
import dev.belay.controlplane.rollout.Observation.Brakes;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes;
import dev.belay.controlplane.traffic.InMemoryTrafficRouter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One story from its begin to its end, in virtual time and in one thread: the real loop and the
 * real decision among adapters that fail, users that keep asking and people who interfere. What is
 * so is asked of the adapters themselves; a control plane sees only its views of them.
 */
final class Simulation {

  static final Duration BETWEEN_RELEASES = Duration.ofSeconds(20);
  private static final Duration SETTLED = Duration.ofSeconds(90);
  private static final Duration PATIENCE = Duration.ofHours(3);
  private static final Duration PEOPLE_COME = Duration.ofMinutes(5);

  /** In some stories nobody comes before every deadline has passed. */
  private static final Duration PEOPLE_COME_LATE = Duration.ofMinutes(45);

  private static final int NEVER = -1;
  private static final int MOST_TURNS = 60_000;

  /** Asked once at the begin of a look. */
  private static final Set<What> BETWEEN_LOOKS =
      EnumSet.of(
          What.OPERATOR, What.SECOND_RELEASE, What.KILL_SWITCH, What.FROZEN, What.BREAKER_OPEN);

  private final Story story;
  private final Mutant mutant;
  private final Chronicle chronicle = new Chronicle();
  private final RandomGenerator random;
  private Instant now = Scene.NOON;
  private final Clock clock = new VirtualClock(() -> now);
  private final InMemoryPlatform platform = new InMemoryPlatform(clock);
  private final InMemoryTrafficRouter router = new InMemoryTrafficRouter(clock);
  private final InMemoryRequestOutcomes outcomes = new InMemoryRequestOutcomes(router, clock);
  private final Supplier<RolloutStore> stores;
  private final RolloutStore store;
  private final Records records = new Records();
  private final Faults faults;
  private final Truths truth = new Truths(this);
  private final Users users;
  private final Steps steps;
  private final Passing passing;
  private final Invariants invariants = new Invariants(this);
  private final Interference interference = new Interference(this);
  private final List<SimulatedControlPlane> controlPlanes = new ArrayList<>();
  private final Set<String> holds = new TreeSet<>();
  private final List<Late> late = new ArrayList<>();
  private Instant nextBegins = Scene.NOON;
  private Instant quietEnd = Scene.NOON;
  private int started;
  private int turns;

  private record Late(Instant due, Runnable effect) {}

  /**
   * @param stores opens the same store once more, as another control plane does
   */
  Simulation(Story story, Mutant mutant, int killedAt, Supplier<RolloutStore> stores) {
    this.story = story;
    this.stores = stores;
    this.store = stores.get();
    this.mutant = mutant;
    this.random = StoryTeller.random(story.seed() ^ 0xBE1A7L);
    this.faults = new Faults(story, () -> now);
    this.users = new Users(this);
    this.steps = new Steps(this, killedAt);
    this.passing = new Passing(this);
  }

  static Result run(Story story) {
    return run(story, Mutant.NONE);
  }

  static Result run(Story story, Mutant mutant) {
    return new Simulation(story, mutant, NEVER, new InMemoryRolloutStore()::another).run();
  }

  static Result run(Story story, Supplier<RolloutStore> stores) {
    return new Simulation(story, Mutant.NONE, NEVER, stores).run();
  }

  /** The same, but the control plane is killed at one of its steps, counted from 0. */
  static Result killedAt(Story story, int step) {
    return new Simulation(story, Mutant.NONE, step, new InMemoryRolloutStore()::another).run();
  }

  private Result run() {
    if (Given.by(story)) {
      given();
    }
    try {
      while (!over()) {
        turn();
      }
      invariants.settled();
      return result(null);
    } catch (Violation violation) {
      return result(violation);
    }
  }

  private void given() {
    Rollout promoted = Given.promoted(this);
    records.stored(promoted);
    invariants.given(promoted.id());
    Given.processes(this, promoted.candidate());
    now = now.plus(BETWEEN_RELEASES);
    Given.route(this, promoted.candidate());
  }

  private Result result(@Nullable Violation violation) {
    return new Result(
        story,
        records.all().reversed(),
        violation,
        chronicle,
        holds,
        steps.taken(),
        turns,
        Duration.between(Scene.NOON, now));
  }

  private boolean over() {
    Rollout newest = newest();
    boolean all = newest != null && newest.ended() && newest.id().number() == story.truths().size();
    Instant since =
        all ? later(later(newest.stateSince(), faults.quietSince()), nextBegins) : Instant.MAX;
    if (all && faults.nextDue().equals(Instant.MAX) && !now.isBefore(since.plus(SETTLED))) {
      return true;
    }
    if (turns > MOST_TURNS || now.isAfter(quietEnd.plus(PATIENCE))) {
      throw new Violation("NeverStuck", "still " + newest);
    }
    return false;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void turn() {
    turns++;
    Duration pace = passing.step();
    now = now.plus(pace);
    lateEffects();
    faults.due().forEach(this::happen);
    users.request(pace);
    for (SimulatedControlPlane each : List.copyOf(controlPlanes)) {
      whileItLives(each, each::turn);
    }
    controlPlanes.removeIf(each -> each.dead);
    begin();
    releaseNext();
    people();
  }

  private void lateEffects() {
    for (Late each : late.isEmpty() ? late : List.copyOf(late)) {
      if (!each.due().isAfter(now)) {
        late.remove(each);
        carryOut(each.effect());
      }
    }
  }

  /** When something that has begun is due. */
  Instant nextDue(Instant from) {
    Instant next = nextBegins.isBefore(from) ? Instant.MAX : nextBegins;
    for (Late each : late) {
      next = Passing.earlier(next, each.due());
    }
    for (SimulatedControlPlane each : controlPlanes) {
      next = Passing.earlier(next, each.nextDue());
    }
    return next;
  }

  /** Tells whether any control plane's opinion of an instance has changed. */
  int health() {
    int sum = 0;
    for (SimulatedControlPlane each : controlPlanes) {
      sum = 31 * sum + each.probes.fingerprint();
    }
    return sum;
  }

  boolean several() {
    return controlPlanes.size() > 1;
  }

  private void carryOut(Runnable effect) {
    try {
      effect.run();
    } catch (StaleFencingTokenException refused) {
      chronicle.add(now, 0, "refused", refused.getMessage());
    }
  }

  void whileItLives(SimulatedControlPlane one, Runnable work) {
    if (one.ends != null && now.isAfter(one.ends)) {
      one.dead = true;
    }
    if (one.dead) {
      return;
    }
    try {
      work.run();
    } catch (Killed killed) {
      chronicle.add(now, one.number, "killed at", killed.getMessage());
    }
  }

  /** A control plane begins when there is none. */
  private void begin() {
    if (controlPlanes.stream().noneMatch(each -> each.ends == null) && !now.isBefore(nextBegins)) {
      succeed();
    }
  }

  /** Another control plane takes over. */
  @Nullable SimulatedControlPlane succeed() {
    int number = ++started;
    try {
      var next = new SimulatedControlPlane(this, number);
      chronicle.add(now, number, "begins with token", next.token.value());
      controlPlanes.forEach(
          each -> each.ends = each.ends == null ? now.plus(steps.overlap()) : each.ends);
      controlPlanes.add(next);
      controlPlanes.sort(Comparator.comparing(each -> each.token));
      if (leader() != next) {
        next.ends = now;
      }
      return next;
    } catch (Killed | IllegalStateException failed) {
      chronicle.add(now, number, "could not begin", failed.getMessage());
      return null;
    }
  }

  void ended(SimulatedControlPlane one, Duration down) {
    one.dead = true;
    nextBegins = now.plus(down);
    quietEnd = later(quietEnd, nextBegins);
  }

  private void releaseNext() {
    Rollout newest = newest();
    int last = newest == null ? 0 : newest.id().number();
    boolean due =
        newest == null || newest.ended() && now.isAfter(newest.stateSince().plus(BETWEEN_RELEASES));
    SimulatedControlPlane leader = leader();
    if (!due || leader == null || last == story.truths().size()) {
      return;
    }
    if (last + 1 == story.firstCandidate()) {
      faults.entered(null).forEach(this::happen);
    }
    release(leader);
  }

  private void release(SimulatedControlPlane leader) {
    whileItLives(
        leader,
        () -> {
          try {
            Rollout created = leader.store.create(Scene.SHOP, id -> Opening.open(this, id));
            leader.adopt(created);
          } catch (RuntimeException refused) {
            chronicle.add(now, leader.number, "refused", refused.getMessage());
          }
        });
  }

  /** Where only people can help, they come in the end. */
  private void people() {
    Rollout newest = newest();
    SimulatedControlPlane leader = leader();
    if (newest == null
        || leader == null
        || newest.ended()
        || late(newest).compareTo(story.seed() % 4 == 0 ? PEOPLE_COME_LATE : PEOPLE_COME) < 0) {
      return;
    }
    if (newest.state() instanceof RolloutState.Held held
        && invariants.onlyPeopleHelp(newest, held)) {
      chronicle.add(now, 0, "people come", held.hold());
      whileItLives(leader, () -> leader.command(Command.Verb.ABORT));
      quietEnd = now;
    }
  }

  private Duration late(Rollout rollout) {
    return Duration.between(
        later(later(rollout.stateSince(), faults.quietSince()), nextBegins), now);
  }

  private void happen(Happening happening) {
    quietEnd = later(quietEnd, now.plus(happening.lasts()));
    interference.happen(happening);
  }

  // What the views ask for.

  void point(SimulatedControlPlane one, String where) {
    steps.at(one, where);
  }

  void created(SimulatedControlPlane one, Rollout created) {
    records.stored(created);
    invariants.created(one, created);
  }

  void saved(SimulatedControlPlane one, Rollout before, Rollout stored) {
    records.stored(stored);
    invariants.saved(one, before, stored);
    String state = stored.state().name();
    if (stored.state() instanceof RolloutState.Held held) {
      holds.add(held.hold().name());
    }
    if (!before.state().equals(stored.state())
        && !before.transitions().equals(stored.transitions())) {
      chronicle.add(now, one.number, "is", stored.state());
      if (stored.id().number() >= story.firstCandidate()) {
        for (Happening happening : faults.entered(state)) {
          if (BETWEEN_LOOKS.contains(happening.what())) {
            faults.postpone(happening);
          } else {
            happen(happening);
          }
        }
      }
    }
  }

  void later(String what, Runnable effect) {
    chronicle.add(now, 0, "will be late", what);
    late.add(new Late(now.plusMillis(random.nextInt(300, 4_000)), effect));
  }

  /** Every action may be carried out again: then the world stays as it is. */
  void sometimesAgain(String adapter, Runnable effect) {
    if (random.nextInt(12) == 0) {
      Object before = List.of(platform.observe(Scene.SHOP), router.read(Scene.SHOP));
      effect.run();
      Object after = List.of(platform.observe(Scene.SHOP), router.read(Scene.SHOP));
      if (!before.equals(after)) {
        throw new Violation("ActionsAreIdempotent", adapter + ": " + before + " -> " + after);
      }
    }
  }

  boolean errandHangs() {
    Rollout newest = newest();
    boolean migration = newest != null && newest.state() instanceof RolloutState.Migrating;
    return faults.on(What.ERRANDS_HANG)
        || migration && truth.of(newest.id()).is(Truth.Nature.MIGRATION_HANGS);
  }

  FencingToken token(FencingToken token) {
    return mutant.adaptersFenced() ? token : new FencingToken(Long.MAX_VALUE);
  }

  Restraints restraints() {
    return new Restraints() {
      @Override
      public boolean stopped() {
        return mutant.restrained() && faults.on(What.KILL_SWITCH);
      }

      @Override
      public Brakes brakes(Rollout rollout) {
        return !mutant.restrained()
            ? Brakes.OFF
            : new Brakes(
                faults.on(What.FROZEN) ? "frozen (scripted)" : null,
                faults.on(What.BREAKER_OPEN) ? "the breaker is open (scripted)" : null);
      }
    };
  }

  /** The one that nobody has succeeded. */
  @Nullable SimulatedControlPlane leader() {
    return controlPlanes.isEmpty() || controlPlanes.getLast().dead ? null : controlPlanes.getLast();
  }

  @Nullable Rollout newest() {
    return records.newest();
  }

  @Nullable RevisionId newestId() {
    Rollout newest = newest();
    return newest == null ? null : newest.id();
  }

  @Nullable Revision stable() {
    return records.stable();
  }

  /** Of the rollout under way; else of the service. */
  @Nullable RevisionId stableId() {
    Revision stable = stable();
    return stable == null ? null : stable.id();
  }

  Story story() {
    return story;
  }

  Mutant mutant() {
    return mutant;
  }

  Chronicle chronicle() {
    return chronicle;
  }

  Clock clock() {
    return clock;
  }

  Instant now() {
    return now;
  }

  InMemoryPlatform platform() {
    return platform;
  }

  InMemoryTrafficRouter router() {
    return router;
  }

  InMemoryRequestOutcomes outcomes() {
    return outcomes;
  }

  RolloutStore store() {
    return store;
  }

  /** The same store as another control plane has it open. */
  RolloutStore anotherStore() {
    return stores.get();
  }

  Records records() {
    return records;
  }

  Faults faults() {
    return faults;
  }

  Truths truth() {
    return truth;
  }

  Steps steps() {
    return steps;
  }

  Users users() {
    return users;
  }

  Invariants invariants() {
    return invariants;
  }
}
