package dev.belay.cli.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a rollout's end. Events only wake it up; what it concludes, it has read. It outlives
 * restarts of the control plane, up to five minutes without an answer.
 */
public final class RolloutWaiter {

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

  /** For clocks that differ, and for the control plane to act on its own deadline. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** For a hold that names no deadline. */
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

  private final ControlPlaneClient client;
  private final InstantSource clock;
  private final @Nullable Duration longestHold;
  private final Semaphore wakeUp = new Semaphore(0);
  private @Nullable Rollout last;
  private @Nullable Instant heldSince;
  private Instant answeredAt;

  public RolloutWaiter(ControlPlaneClient client, InstantSource clock) {
    this(client, clock, null);
  }

  /**
   * @param longestHold how long a hold is watched before it counts as held too long; null for the
   *     rollout's own deadline
   */
  public RolloutWaiter(
      ControlPlaneClient client, InstantSource clock, @Nullable Duration longestHold) {
    this.client = client;
    this.clock = clock;
    this.longestHold = longestHold;
    this.answeredAt = clock.instant();
  }

  /**
   * @param timeout null to wait for as long as it takes; every state of a rollout has a deadline
   * @param seen gets every reading on the caller's thread, the same one several times
   * @throws UnreachableException after five minutes without an answer
   * @throws RefusedException if there is no such rollout, or the login is not accepted
   */
  public Waited await(
      String service, String revision, @Nullable Duration timeout, Consumer<Rollout> seen)
      throws InterruptedException {
    Instant until = timeout == null ? Instant.MAX : clock.instant().plus(timeout);
    try (EventStream events = client.events(wakeUps())) {
      while (true) {
        Waited waited = look(service, revision, seen);
        if (waited != null) {
          return waited;
        }
        long left = millisUntil(until);
        if (left <= 0) {
          return new Waited.TimedOut(last);
        }
        if (wakeUp.tryAcquire(Math.min(left, POLL.toMillis()), TimeUnit.MILLISECONDS)) {
          wakeUp.drainPermits();
        }
      }
    }
  }

  private long millisUntil(Instant until) {
    return until.equals(Instant.MAX)
        ? Long.MAX_VALUE
        : Duration.between(clock.instant(), until).toMillis();
  }

  private EventStream.Listener wakeUps() {
    return new EventStream.Listener() {
      @Override
      public void event(String name, String data) {
        if (name.equals("rollout")) {
          wakeUp.release();
        }
      }

      @Override
      public void connected() {
        wakeUp.release();
      }
    };
  }

  private @Nullable Waited look(String service, String revision, Consumer<Rollout> seen) {
    Rollout rollout;
    try {
      rollout = client.rollout(service, revision);
    } catch (UnreachableException | GarbledAnswerException e) {
      return missed(e);
    } catch (RefusedException e) {
      if (e.status() < 500) {
        throw e;
      }
      return missed(e);
    }
    answeredAt = clock.instant();
    last = rollout;
    seen.accept(rollout);
    return judge(rollout);
  }

  private @Nullable Waited missed(ControlPlaneException e) {
    if (Duration.between(answeredAt, clock.instant()).compareTo(LONGEST_SILENCE) > 0) {
      throw e;
    }
    return null;
  }

  private @Nullable Waited judge(Rollout rollout) {
    if (rollout.ended()) {
      return new Waited.Ended(rollout);
    }
    if (rollout.stranded()) {
      return new Waited.Stranded(rollout);
    }
    if (!rollout.held()) {
      heldSince = null;
      return null;
    }
    heldSince = heldSince == null ? answeredAt : heldSince;
    return clock.instant().isAfter(heldUntil(rollout, heldSince))
        ? new Waited.HeldTooLong(rollout)
        : null;
  }

  private Instant heldUntil(Rollout rollout, Instant since) {
    if (longestHold != null) {
      return since.plus(longestHold);
    }
    return rollout.deadline() == null ? since.plus(LONGEST_HOLD) : rollout.deadline().plus(GRACE);
  }
}
