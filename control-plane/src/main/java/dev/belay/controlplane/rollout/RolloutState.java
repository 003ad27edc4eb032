package dev.belay.controlplane.rollout;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a rollout stands. Every state that is not an end has a deadline at which it is left by a
 * safe exit; an end keeps its cause.
 */
public sealed interface RolloutState {

  /** As people and the API write it. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** A state in which something is still to be done. */
  sealed interface Active extends RolloutState {
    Instant deadline();
  }

  /** The rollout is over; nothing follows. */
  sealed interface Ended extends RolloutState {
    Instant at();
  }

  /** Can be paused, and returned to when the hold ends. */
  sealed interface Forward extends Active {

    /** The same, with all its times moved: what was spent waiting does not count. */
    Forward later(Duration waited);
  }

  /** The gates look at the candidate; nothing runs yet. */
  record Verifying(Instant deadline) implements Forward {
    @Override
    public Forward later(Duration waited) {
      return new Verifying(deadline.plus(waited));
    }
  }

  /** The candidate's schema migrations are applied. */
  record Migrating(Instant deadline) implements Forward {
    @Override
    public Forward later(Duration waited) {
      return new Migrating(deadline.plus(waited));
    }
  }

  /** Instances start and become ready; no traffic yet. */
  record Starting(Instant deadline) implements Forward {
    @Override
    public Forward later(Duration waited) {
      return new Starting(deadline.plus(waited));
    }
  }

  /**
   * The step's weight is being put into force.
   *
   * @param stepsDeadline when all steps must be done
   */
  record Shifting(int step, Instant deadline, Instant stepsDeadline) implements Forward {
    @Override
    public Forward later(Duration waited) {
      return new Shifting(step, deadline.plus(waited), stepsDeadline.plus(waited));
    }
  }

  /**
   * The step's weight is in force and the candidate is watched.
   *
   * @param requestsBefore what the candidate had answered when the step began
   * @param diverted whether one arm has nobody able to serve just now and the other has its share
   */
  record Observing(int step, Instant since, long requestsBefore, Instant deadline, boolean diverted)
      implements Forward {
    @Override
    public Forward later(Duration waited) {
      return new Observing(
          step, since.plus(waited), requestsBefore, deadline.plus(waited), diverted);
    }

    Observing diverted(boolean now) {
      return new Observing(step, since, requestsBefore, deadline, now);
    }
  }

  /**
   * The candidate has everything; the old revision stays warm.
   *
   * @param diverted as in {@link Observing}
   */
  record Baking(Instant since, Instant until, Instant deadline, boolean diverted)
      implements Forward {
    @Override
    public Forward later(Duration waited) {
      return new Baking(since.plus(waited), until.plus(waited), deadline.plus(waited), diverted);
    }

    Baking diverted(boolean now) {
      return new Baking(since, until, deadline, now);
    }
  }

  /** Waits, weights as they are. At the deadline the candidate loses its traffic. */
  record Held(Hold hold, String detail, Forward resume, Instant since, Instant deadline)
      implements Active {

    Held toldAgain(Instant next) {
      return new Held(hold, detail, resume, since, next);
    }

    /** The same, as in {@link Observing}. */
    Held diverted(boolean now) {
      return new Held(hold, detail, Detour.diverted(resume, now), since, deadline);
    }
  }

  /** Why a rollout waits. */
  enum Hold {
    PAUSED,
    SHARED_CAUSE,
    NO_DATA,
    ROUTE_NOT_HONOURED,
    FOREIGN_CHANGE,
    NO_SAFE_WAY_BACK,
    /** People have stopped releases for now. */
    FROZEN,
    /** Belay has taken back so much lately that it doubts itself. */
    BREAKER_OPEN,
    /** The policy's mode leaves the way back to people. */
    LEFT_TO_PEOPLE
  }

  /** What a way back ends in. */
  enum Ending {
    ROLLED_BACK,
    INCONCLUSIVE
  }

  /**
   * Traffic goes back to stable; then the candidate is kept a while for evidence and stopped.
   *
   * @param safeAt when stable had all traffic again; null until then
   */
  record RollingBack(
      Ending ending, Cause cause, Instant since, @Nullable Instant safeAt, Instant deadline)
      implements Active {}

  /** The way back itself does not succeed: people are needed, trying goes on. */
  record Stranded(RollingBack attempt, String why, Instant since, Instant deadline)
      implements Active {}

  /** The candidate is the service's stable revision now. */
  record Promoted(Instant at) implements Ended {}

  /**
   * Stable serves alone again.
   *
   * @param safeAt when stable had all traffic again
   */
  record RolledBack(Cause cause, Instant safeAt, Instant at) implements Ended {}

  /** A gate or the migration refused; no instance was started to serve. */
  record Blocked(Cause cause, Instant at) implements Ended {}

  /** Neither good nor bad could be shown in the time given; stable serves alone. */
  record Inconclusive(Cause cause, Instant at) implements Ended {}
}
