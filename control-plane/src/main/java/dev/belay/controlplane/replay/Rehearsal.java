package dev.belay.controlplane.replay;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.replay.Ending.Outcome;
import dev.belay.controlplane.rollout.Action;
import dev.belay.controlplane.rollout.Cause;
import dev.belay.controlplane.rollout.Decider;
import dev.belay.controlplane.rollout.Decision;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the decision over a recorded release, with another policy. While the policy gives the
 * candidate the share that it had then, the requests are those that were counted; else they are
 * dealt anew, and the ending is one draw of many. What comes after the end of the record is dealt
 * from its last part.
 */
final class Rehearsal {

  private static final int IN_A_ROW = 8;
  private static final int MOST_AFTERWARDS = 3_000;

  private final Track track;
  private final ReleasePolicy policy;
  private final Dealer dealer;
  private final RandomGenerator lots;
  private final Stage stage;
  private final Instant firstAsked;
  private Rollout rollout;
  private boolean dealt;

  Rehearsal(Track track, ReleasePolicy policy, Dealer.Known known, RandomGenerator lots) {
    Revision stable = Objects.requireNonNull(track.rollout().stable(), "nothing to compare with");
    this.track = track;
    this.policy = policy;
    this.lots = lots;
    this.dealer = new Dealer(track, known, lots);
    this.stage = new Stage(track.rollout(), stable);
    this.firstAsked = track.first() == 0 ? track.before().at() : at(track.first() - 1);
    this.rollout = track.rollout().again(policy, firstAsked);
  }

  private Instant at(int beat) {
    return track.beats().get(beat).at();
  }

  Ending run() {
    stage.count(track.before().gained());
    Ending ending = look(track.before().at(), track.first() == 0);
    Optional<Instant> asThen = asThen(track.rollout());
    for (int i = 0; ending == null && i < track.beats().size(); i++) {
      Beat beat = track.beats().get(i);
      if (asThen.isPresent() && !beat.at().isBefore(asThen.get())) {
        break;
      }
      count(i, beat);
      ending = look(beat.at(), i + 1 >= track.first());
    }
    if (ending == null && asThen.isPresent()) {
      return ending(Outcome.AS_THEN, cause(track.rollout()), asThen.get());
    }
    return ending == null ? afterwards() : ending;
  }

  private void count(int index, Beat beat) {
    if (stage.share().equals(beat.share()) || beat.gained().isEmpty()) {
      stage.count(beat.gained());
      return;
    }
    dealt |= stage.share().basisPoints() > 0;
    stage.count(dealer.deal(index, beat.total(), stage.share().share()));
  }

  /** The record has ended and the policy has not: as its last part went on. */
  private Ending afterwards() {
    dealt = true;
    Duration planned = policy.maxDuration().plus(policy.bake());
    Duration step = Duration.ofMillis(Math.max(1_000, planned.toMillis() / MOST_AFTERWARDS));
    double requests = track.perSecond() * step.toMillis() / 1_000;
    Instant at = track.beats().getLast().at();
    Instant end = at.plus(planned);
    int last = track.beats().size() - 1;
    Ending ending = held(at);
    while (ending == null && at.isBefore(end)) {
      at = at.plus(step);
      long came = (long) (requests + lots.nextDouble());
      stage.count(dealer.deal(last, came, stage.share().share()));
      ending = look(at, true);
      ending = ending == null ? held(at) : ending;
    }
    return ending == null ? ending(Outcome.HELD, null, at) : ending;
  }

  private @Nullable Ending look(Instant at, boolean ready) {
    if (ready) {
      stage.candidateIsReady();
    }
    boolean again = true;
    for (int i = 0; again && i < IN_A_ROW; i++) {
      RolloutState before = rollout.state();
      Decision decision = Decider.decide(rollout, stage.look(at));
      rollout = decision.next();
      boolean moved = false;
      for (Action action : decision.actions()) {
        moved |= stage.act(action);
      }
      Ending ending = ending(rollout.state(), at);
      if (ending != null) {
        return ending;
      }
      again = moved || !before.name().equals(rollout.state().name());
    }
    return null;
  }

  private @Nullable Ending ending(RolloutState state, Instant at) {
    return switch (state) {
      case RolloutState.Promoted promoted -> ending(Outcome.PROMOTED, null, at);
      case RolloutState.RollingBack back ->
          ending(
              back.ending() == RolloutState.Ending.ROLLED_BACK
                  ? Outcome.ROLLED_BACK
                  : Outcome.INCONCLUSIVE,
              back.cause(),
              at);
      default -> null;
    };
  }

  /** Nobody is there who would help it on. */
  private @Nullable Ending held(Instant at) {
    return rollout.state() instanceof RolloutState.Held held
        ? ending(Outcome.HELD, new Cause(held.hold().name(), held.detail(), Map.of()), at)
        : null;
  }

  private Ending ending(Outcome outcome, @Nullable Cause cause, Instant at) {
    return new Ending(
        outcome,
        cause,
        Duration.between(firstAsked, at),
        rollout.evidence().candidate().errors(),
        dealt);
  }

  /** When it was ended by what would have ended it under any policy; empty where requests did. */
  private static Optional<Instant> asThen(Rollout rollout) {
    return switch (rollout.state()) {
      case RolledBack back when !byRequests(back.cause()) ->
          Optional.of(rollout.breachAt() == null ? back.safeAt() : rollout.breachAt());
      case RolloutState.Inconclusive end when end.cause().type().equals(Cause.ABORTED) ->
          Optional.of(end.at());
      default -> Optional.empty();
    };
  }

  private static boolean byRequests(Cause cause) {
    String metric = cause.detail().get(Cause.METRIC);
    return metric != null && !metric.equals("probes");
  }

  static @Nullable Cause cause(Rollout rollout) {
    return switch (rollout.state()) {
      case RolledBack back -> back.cause();
      case RolloutState.Inconclusive end -> end.cause();
      case RolloutState.Blocked blocked -> blocked.cause();
      default -> null;
    };
  }
}
