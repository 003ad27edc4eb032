package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.rollout.Happening.What;
import dev.belay.controlplane.rollout.Observation.Brakes;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes;
import dev.belay.controlplane.traffic.InMemoryTrafficRouter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One story from its begin to its end, in virtual time and in one thread: the real loop and the
 * real decision among adapters that fail, users that keep asking and people who interfere. What is
 * so is asked of the adapters themselves; a control plane sees only its views of them.
 */
final class Simulation {

  private static final Duration SETTLED = Duration.ofSeconds(90);
  private static final Duration PATIENCE = Duration.ofHours(3);

  private static final int NEVER = -1;
  private static final int MOST_TURNS = 60_000;

  /** Asked once at the begin of a look. */
  private static final Set<What> BETWEEN_LOOKS =
      EnumSet.of(
          What.OPERATOR, What.SECOND_RELEASE, What.KILL_SWITCH, What.FROZEN, What.BREAKER_OPEN);

  private final Story story;
  private final Mutant mutant;
  private final Chronicle chronicle = new Chronicle();
  private Instant now = Scene.NOON;
  private final Supplier<RolloutStore> stores;
  private final RolloutStore store;
  private final Records records = new Records();
  private final Faults faults;
  private final Surroundings surroundings;
  private final Truths truth = new Truths(this);
  private final Users users;
  private final Steps steps;
  private final Passing passing;
  private final Invariants invariants = new Invariants(this);
  private final Interference interference = new Interference(this);
  private final Succession succession = new Succession(this);
  private final People people = new People(this);
  private final Set<String> holds = new TreeSet<>();
  private Instant quietEnd = Scene.NOON;
  private final Duration settling;
  private int turns;

  /**
   * @param stores opens the same store once more, as another control plane does
   */
  Simulation(Story story, Mutant mutant, int killedAt, Supplier<RolloutStore> stores) {
    this.story = story;
    this.stores = stores;
    this.store = stores.get();
    this.mutant = mutant;
    this.faults = new Faults(story, () -> now);
    this.surroundings = new Surroundings(this);
    this.users = new Users(this);
    this.steps = new Steps(this, killedAt);
    this.passing = new Passing(this);
    this.settling = settling(story);
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
    now = now.plus(People.BETWEEN_RELEASES);
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
        all ? later(later(newest.stateSince(), faults.quietSince()), nextBegins()) : Instant.MAX;
    if (all && faults.nextDue().equals(Instant.MAX) && !now.isBefore(since.plus(settling))) {
      return true;
    }
    if (turns > MOST_TURNS || now.isAfter(quietEnd.plus(PATIENCE))) {
      throw new Violation("NeverStuck", "still " + newest);
    }
    return false;
  }

  /** Whoever takes long to start gets that time once more. */
  private static Duration settling(Story story) {
    return story.truths().stream()
        .map(Truth::readyAfter)
        .max(Comparator.naturalOrder())
        .map(SETTLED::plus)
        .orElse(SETTLED);
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void turn() {
    turns++;
    Duration pace = passing.step();
    now = now.plus(pace);
    surroundings.lateEffects();
    faults.due().forEach(this::happen);
    users.request(pace);
    succession.turn();
    people.turn();
  }

  /** When something that has begun is due. */
  Instant nextDue(Instant from) {
    return Passing.earlier(succession.nextDue(from), surroundings.nextDue());
  }

  int health() {
    return succession.health();
  }

  boolean several() {
    return succession.several();
  }

  void whileItLives(SimulatedControlPlane one, Runnable work) {
    succession.whileItLives(one, work);
  }

  @Nullable SimulatedControlPlane succeed() {
    return succession.succeed();
  }

  void ended(SimulatedControlPlane one, Duration down) {
    succession.ended(one, down);
    quietEnd = later(quietEnd, succession.nextBegins());
  }

  void quietUntil(Instant end) {
    quietEnd = later(quietEnd, end);
  }

  Instant nextBegins() {
    return succession.nextBegins();
  }

  void happen(Happening happening) {
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

  Surroundings surroundings() {
    return surroundings;
  }

  boolean errandHangs() {
    Rollout newest = newest();
    boolean migration = newest != null && newest.state() instanceof RolloutState.Migrating;
    return faults.on(What.ERRANDS_HANG)
        || migration && truth.of(newest.id()).is(Truth.Nature.MIGRATION_HANGS);
  }

  /** Because it is told to, or because so many were taken back. */
  boolean breakerOpen() {
    return faults.on(What.BREAKER_OPEN) || mutant.countsRollbacks() && tooManyTakenBack();
  }

  private boolean tooManyTakenBack() {
    return records.takenBack() >= story.breakerLimit();
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
                breakerOpen() ? "the breaker is open" : null);
      }
    };
  }

  @Nullable SimulatedControlPlane leader() {
    return succession.leader();
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

  /** How far the control planes' clock is ahead. */
  Duration skew() {
    if (!faults.on(What.CLOCK_JUMPS)) {
      return Duration.ZERO;
    }
    int detail = faults.detail(What.CLOCK_JUMPS);
    return Duration.ofMinutes(detail % 2 == 0 ? 1 + detail / 2 : -1 - detail / 2);
  }

  /** As the control planes read it. */
  Clock skewedClock() {
    return new VirtualClock(() -> now.plus(skew()));
  }

  Instant now() {
    return now;
  }

  InMemoryPlatform platform() {
    return surroundings.platform;
  }

  InMemoryTrafficRouter router() {
    return surroundings.router;
  }

  InMemoryRequestOutcomes outcomes() {
    return surroundings.outcomes;
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
