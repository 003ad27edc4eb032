package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Migrating;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.rollout.RolloutState.Verifying;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator bites: each planted fault violates the invariant that speaks of it. */
class MutantsTest {

  private static final int MOST_SEEDS = 10_000;

  private static final Mutant FORGETS_THE_CURSOR =
      new Mutant() {
        @Override
        public Rollout loaded(Rollout stored, Instant now) {
          Evidence known = stored.evidence();
          return stored.withEvidence(
              new Evidence(
                  known.judgement(),
                  known.bootId(),
                  Map.of(),
                  known.candidate(),
                  known.stable(),
                  known.dataAt(),
                  known.pace(),
                  known.probing()));
        }
      };

  private static final Mutant ADAPTERS_TAKE_ANY_TOKEN =
      new Mutant() {
        @Override
        public boolean adaptersFenced() {
          return false;
        }
      };

  private static final Mutant STORE_TAKES_ANY_WRITER =
      new Mutant() {
        @Override
        public boolean storeFenced() {
          return false;
        }
      };

  private static final Mutant PROMOTES_WITHOUT_DATA =
      new Mutant() {
        @Override
        public Rollout saved(Rollout before, Rollout next, Instant now) {
          return next.state() instanceof Held held
                  && held.hold() == Hold.NO_DATA
                  && before.state() instanceof Baking
              ? before.enter(new Promoted(now), now, "nothing against it")
              : next;
        }
      };

  private static final Mutant A_RESTART_RESETS_THE_DEADLINE =
      new Mutant() {
        @Override
        public Rollout loaded(Rollout stored, Instant now) {
          return stored.state() instanceof Starting
              ? stored.within(new Starting(now.plus(stored.policy().startTimeout())))
              : stored;
        }
      };

  private static final Mutant A_DETOUR_IS_NEVER_UNDONE =
      new Mutant() {
        @Override
        public boolean sets(TrafficSplit inForce, TrafficSplit wanted, Rollout rollout) {
          Weight wish = wanted.weightOf(rollout.id());
          return !(rollout.state() instanceof Observing observing
              && observing.diverted()
              && wish.equals(rollout.policy().weight(observing.step())));
        }
      };

  private static final Mutant WAITS_THROUGH_A_BREACH =
      new Mutant() {
        @Override
        public Rollout saved(Rollout before, Rollout next, Instant now) {
          return before.state() instanceof Held && next.state() instanceof RollingBack
              ? before.withEvidence(next.evidence())
              : next;
        }

        @Override
        public boolean sets(TrafficSplit inForce, TrafficSplit wanted, Rollout rollout) {
          return !(rollout.state() instanceof Held);
        }
      };

  private static final Mutant SEES_NO_RESTRAINTS =
      new Mutant() {
        @Override
        public boolean restrained() {
          return false;
        }
      };

  private static final Mutant A_FREEZE_STOPS_THE_WAY_BACK =
      new Mutant() {
        @Override
        public Rollout saved(Rollout before, Rollout next, Instant now) {
          return before.state() instanceof Held held
                  && held.hold() == Hold.FROZEN
                  && next.state() instanceof RollingBack
              ? before.withEvidence(next.evidence())
              : next;
        }

        @Override
        public boolean sets(TrafficSplit inForce, TrafficSplit wanted, Rollout rollout) {
          return !(rollout.state() instanceof Held held && held.hold() == Hold.FROZEN);
        }
      };

  private static final Mutant A_CHANGE_IS_NOT_WRITTEN_DOWN =
      new Mutant() {
        @Override
        public Rollout saved(Rollout before, Rollout next, Instant now) {
          return before.state() instanceof Held
                  && next.transitions().size() > before.transitions().size()
              ? before.withEvidence(next.evidence()).within(next.state())
              : next;
        }
      };

  private static final Mutant QUARANTINE_IS_FORGOTTEN =
      new Mutant() {
        @Override
        public boolean quarantines() {
          return false;
        }
      };

  private static final Mutant RELEASES_THOUGH_FROZEN =
      new Mutant() {
        @Override
        public boolean refusesWhileFrozen() {
          return false;
        }
      };

  private static final Mutant THE_BREAKER_DOES_NOT_COUNT =
      new Mutant() {
        @Override
        public boolean countsRollbacks() {
          return false;
        }
      };

  private static final Mutant SKIPS_THE_MIGRATION =
      new Mutant() {
        @Override
        public Rollout saved(Rollout before, Rollout next, Instant now) {
          return before.state() instanceof Verifying && next.state() instanceof Migrating
              ? before.enter(
                  new Starting(now.plus(next.policy().startTimeout())), now, "nothing to migrate")
              : next;
        }
      };

  private static final Mutant LEAVES_OUT_A_STEP =
      new Mutant() {
        @Override
        public Rollout saved(Rollout before, Rollout next, Instant now) {
          return before.state() instanceof Observing
                  && next.state() instanceof Shifting to
                  && to.step() < next.policy().lastStep()
              ? next.within(new Shifting(to.step() + 1, to.deadline(), to.stepsDeadline()))
              : next;
        }
      };

  private static final Mutant PROMOTES_THE_WORSE =
      new Mutant() {
        @Override
        public Rollout saved(Rollout before, Rollout next, Instant now) {
          return before.state() instanceof Baking && next.state() instanceof RollingBack
              ? before
                  .withEvidence(next.evidence())
                  .enter(new Promoted(now), now, "the time is over")
              : next;
        }
      };

  static Stream<Arguments> mutants() {
    return Stream.of(
        Arguments.of(
            "a freeze stops the way back",
            A_FREEZE_STOPS_THE_WAY_BACK,
            "AFreezeNeverStopsARollback"),
        Arguments.of(
            "a change is not written down",
            A_CHANGE_IS_NOT_WRITTEN_DOWN,
            "EveryChangeIsInTheHistoryOnce"),
        Arguments.of("quarantine is forgotten", QUARANTINE_IS_FORGOTTEN, "QuarantineHolds"),
        Arguments.of(
            "the breaker does not count",
            THE_BREAKER_DOES_NOT_COUNT,
            "TheBreakersLimitIsNeverPassed"),
        Arguments.of("releases though frozen", RELEASES_THOUGH_FROZEN, "NothingBeginsInAFreeze"),
        Arguments.of("skips the migration", SKIPS_THE_MIGRATION, "LegalMovesOnly"),
        Arguments.of("leaves out a step", LEAVES_OUT_A_STEP, "NoStepIsLeftOut"),
        Arguments.of("promotes the worse", PROMOTES_THE_WORSE, "NoPromotionOfTheWorse"),
        Arguments.of("forgets the cursor", FORGETS_THE_CURSOR, "NothingCountedTwiceOrLost"),
        Arguments.of("adapters take any token", ADAPTERS_TAKE_ANY_TOKEN, "OnlyTheSuccessorActs"),
        Arguments.of("the store takes any writer", STORE_TAKES_ANY_WRITER, "OnlyTheSuccessorActs"),
        Arguments.of("promotes without data", PROMOTES_WITHOUT_DATA, "NoPromotionWithoutEvidence"),
        Arguments.of(
            "a restart resets the deadline",
            A_RESTART_RESETS_THE_DEADLINE,
            "NothingOutstaysItsDeadline"),
        Arguments.of("a detour is never undone", A_DETOUR_IS_NEVER_UNDONE, "DetoursEnd"),
        Arguments.of("waits through a breach", WAITS_THROUGH_A_BREACH, "BackWithinTwoLooks"),
        Arguments.of("sees no restraints", SEES_NO_RESTRAINTS, "TheKillSwitchStops"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void eachIsFound(String name, Mutant mutant, String invariant) {
    Simulations.withoutLog(() -> {
      for (long seed = 1; seed <= MOST_SEEDS; seed++) {
        Violation found = Simulation.run(StoryTeller.tell(seed), mutant).violation();
        if (found != null && found.invariant().equals(invariant)) {
          System.out.printf("mutant '%s': found by %s at seed %d%n", name, invariant, seed);
          return;
        }
      }
      assertThat(name).as("not found within %d seeds", MOST_SEEDS).isEmpty();
    });
  }
}
