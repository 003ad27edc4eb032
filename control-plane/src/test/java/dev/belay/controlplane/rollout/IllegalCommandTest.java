package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Command.Verb.ABORT;
import static dev.belay.controlplane.rollout.Command.Verb.PAUSE;
import static dev.belay.controlplane.rollout.Command.Verb.PROMOTE;
import static dev.belay.controlplane.rollout.Command.Verb.RESUME;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.rollout;
import static dev.belay.controlplane.rollout.Scene.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Blocked;
import dev.belay.controlplane.rollout.RolloutState.Ending;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Inconclusive;
import dev.belay.controlplane.rollout.RolloutState.Migrating;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.rollout.RolloutState.Stranded;
import dev.belay.controlplane.rollout.RolloutState.Verifying;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state with every command: what is legal and where it leads, what is refused by name. */
class IllegalCommandTest {

  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Cause CAUSE = Cause.of("ProbeFailed", "sick");
  private static final Observing OBSERVING = new Observing(0, NOON, 0, LATER, false);
  private static final RollingBack BACK =
      new RollingBack(Ending.ROLLED_BACK, CAUSE, NOON, null, LATER);

  private static final Map<RolloutState, Set<Command.Verb>> LEGAL =
      Map.ofEntries(
          Map.entry(new Verifying(LATER), EnumSet.of(PAUSE, ABORT)),
          Map.entry(new Migrating(LATER), EnumSet.of(PAUSE, ABORT)),
          Map.entry(new Starting(LATER), EnumSet.of(PAUSE, ABORT)),
          Map.entry(new Shifting(0, LATER, LATER), EnumSet.of(PAUSE, PROMOTE, ABORT)),
          Map.entry(OBSERVING, EnumSet.of(PAUSE, PROMOTE, ABORT)),
          Map.entry(new Baking(NOON, LATER, LATER, false), EnumSet.of(PAUSE, PROMOTE, ABORT)),
          Map.entry(held(Hold.PAUSED), EnumSet.of(RESUME, PROMOTE, ABORT)),
          Map.entry(held(Hold.NO_DATA), EnumSet.of(PAUSE, RESUME, PROMOTE, ABORT)),
          Map.entry(
              new Held(Hold.PAUSED, "", new Starting(LATER), NOON, LATER),
              EnumSet.of(RESUME, ABORT)),
          Map.entry(BACK, EnumSet.noneOf(Command.Verb.class)),
          Map.entry(
              new Stranded(BACK, "router gone", NOON, LATER), EnumSet.noneOf(Command.Verb.class)),
          Map.entry(new Promoted(NOON), EnumSet.noneOf(Command.Verb.class)),
          Map.entry(new RolledBack(CAUSE, NOON, NOON), EnumSet.noneOf(Command.Verb.class)),
          Map.entry(new Blocked(CAUSE, NOON), EnumSet.noneOf(Command.Verb.class)),
          Map.entry(new Inconclusive(CAUSE, NOON), EnumSet.noneOf(Command.Verb.class)));

  private static Held held(Hold hold) {
    return new Held(hold, "", OBSERVING, NOON, LATER);
  }

  static Stream<Arguments> everyStateWithEveryCommand() {
    return LEGAL.entrySet().stream()
        .flatMap(row ->
            Stream.of(Command.Verb.values())
                .map(verb -> Arguments.of(row.getKey(), verb, row.getValue().contains(verb))));
  }

  @ParameterizedTest(name = "{1} when {0}: legal {2}")
  @MethodSource("everyStateWithEveryCommand")
  void aCommandIsLegalOrRefusedByName(RolloutState state, Command.Verb verb, boolean legal) {
    int percent = state instanceof Baking ? 100 : 10;
    Observation asked = seen().inForce(percent).asked(verb).observation();
    if (legal) {
      RolloutState next = Decider.decide(rollout(state), asked).next().state();
      assertThat(next).isInstanceOf(leadsTo(state, verb)).isNotEqualTo(state);
    } else {
      assertThatThrownBy(() -> Decider.decide(rollout(state), asked))
          .isInstanceOf(IllegalCommandException.class)
          .hasMessageContaining(state.name());
    }
  }

  private static Class<? extends RolloutState> leadsTo(RolloutState state, Command.Verb verb) {
    return switch (verb) {
      case PAUSE -> Held.class;
      case RESUME -> ((Held) state).resume().getClass();
      case PROMOTE -> state instanceof Baking ? Promoted.class : Shifting.class;
      case ABORT -> RollingBack.class;
    };
  }
}
