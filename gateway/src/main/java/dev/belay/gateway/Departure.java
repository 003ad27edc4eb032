package dev.belay.gateway;

import dev.belay.gateway.admin.HandOver;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leaving side of a hand-over. Until {@link #depart} nothing is final: an invitation that is
 * not followed up, for whatever reason, ends by itself and leaves everything as it was.
 */
final class Departure implements HandOver {

  /** Of a process whose place a later generation has. */
  static final int EXIT_CODE = 76;

  static final String NOT_NEWER = "not-newer";

  private static final Logger log = LoggerFactory.getLogger(Departure.class);
  private static final long LEASE_MILLIS = 5_000;
  private static final long ANSWER_MILLIS = 1_000;
  private static final long NOBODY = -1;

  private final long generation;
  private final String bootId;
  private final Premises premises;
  private final ScheduledExecutorService clock;
  private final CountDownLatch told = new CountDownLatch(1);
  private long invited = NOBODY;
  private long invitation;
  private boolean departed;

  Departure(long generation, String bootId, Premises premises, ScheduledExecutorService clock) {
    this.generation = generation;
    this.bootId = bootId;
    this.premises = premises;
    this.clock = clock;
  }

  /** What is handed over. */
  interface Premises {

    /** Ports a successor may listen on too, while it is invited. */
    Set<Integer> ports();

    /** Freezes the tables and shares the ports, or ends both. */
    void share(boolean withSuccessor) throws IOException;

    /** Closes the ports, then gives up the state directory. */
    Departed leave();

    /** Lets what is in flight end, then ends. */
    void end();
  }

  @Override
  public synchronized Invitation invite(long asking) throws RefusedException {
    if (asking <= generation) {
      throw new RefusedException(
          NOT_NEWER,
          "Generation %d has this place; generation %d cannot take it"
              .formatted(generation, asking));
    }
    if (departed || invited != NOBODY && invited != asking) {
      throw new RefusedException("handing-over", "Another gateway is taking over already");
    }
    try {
      premises.share(true);
    } catch (IOException e) {
      unshare();
      throw new RefusedException("not-shareable", "The ports cannot be shared: " + e.getMessage());
    }
    invited = asking;
    long number = ++invitation;
    clock.schedule(() -> expire(number), LEASE_MILLIS, TimeUnit.MILLISECONDS);
    log.info("Generation {} is invited to take over", asking);
    return new Invitation(bootId, generation, premises.ports(), LEASE_MILLIS);
  }

  @Override
  public synchronized Departed depart(long asking) throws RefusedException {
    if (departed || invited != asking) {
      throw new RefusedException("not-invited", "The invitation is over; ask for another one");
    }
    departed = true;
    Departed left = premises.leave();
    log.info(
        "Handed over to generation {}; {} requests in flight and {} connections stay until they end",
        asking,
        left.inFlight(),
        left.connections());
    Thread.ofPlatform().name("departure").start(this::end);
    return left;
  }

  private void end() {
    try {
      if (!told.await(ANSWER_MILLIS, TimeUnit.MILLISECONDS)) {
        log.warn("The successor did not take the answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    premises.end();
  }

  @Override
  public void departureTold() {
    told.countDown();
  }

  @Override
  public synchronized void cancel(long asking) {
    if (!departed && invited == asking && asking != NOBODY) {
      log.warn("Generation {} does not take over after all", asking);
      unshare();
    }
  }

  private synchronized void expire(long number) {
    if (!departed && invited != NOBODY && invitation == number) {
      log.warn("Generation {} did not take over in {} ms", invited, LEASE_MILLIS);
      unshare();
    }
  }

  private void unshare() {
    invited = NOBODY;
    try {
      premises.share(false);
    } catch (IOException e) {
      log.warn("The ports are still open to others of the same user", e);
    }
  }
}
