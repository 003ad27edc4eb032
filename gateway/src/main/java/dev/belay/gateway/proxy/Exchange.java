package dev.belay.gateway.proxy;

import dev.belay.gateway.outcome.EpochOutcomes;
import dev.belay.gateway.outcome.Outcome;
import dev.belay.gateway.routing.Backend;
import dev.belay.gateway.routing.LiveArm;
import dev.belay.gateway.routing.Service;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;

/**
 * A request that was routed to a revision, from then to its end: where it counts, what has happened
 * to it so far. The flags are what tells whose fault a failure is; a status or a duration is not.
 */
final class Exchange extends Request.Wrapper {

  private final Service service;
  private final LiveArm arm;
  private final String correlationId;
  private final long startNanos;
  private final AtomicBoolean ended = new AtomicBoolean();
  private Backend backend;
  private int tried;
  private boolean firstCounted;
  private boolean retriedAfterBreak;

  /** Something of the request may be on the wire. */
  volatile boolean begun;

  /** The request's head is on the wire. */
  volatile boolean sent;

  volatile boolean responseBegun;
  volatile boolean responseDone;

  /** A write to the client is waiting for the client. */
  volatile boolean writing;

  volatile boolean writeFailed;

  /** The body is waiting for the client. */
  volatile boolean awaitingBody;

  volatile boolean bodyFailed;
  volatile boolean bodyTouched;

  Exchange(Request request, Service service, LiveArm arm, String correlationId, long startNanos) {
    super(request);
    this.service = service;
    this.arm = arm;
    this.correlationId = correlationId;
    this.startNanos = startNanos;
    this.backend = arm.next();
  }

  Service service() {
    return service;
  }

  /** Whether the team itself asks, and not a user. */
  boolean synthetic() {
    return isSynthetic(service, arm);
  }

  static boolean isSynthetic(Service service, LiveArm arm) {
    return arm.outcomes() == service.outcomes().synthetic();
  }

  EpochOutcomes outcomes() {
    return arm.outcomes();
  }

  Backend backend() {
    return backend;
  }

  String correlationId() {
    return correlationId;
  }

  long startNanos() {
    return startNanos;
  }

  boolean firstAttempt() {
    return tried == 0;
  }

  /** Takes another backend of the same arm; false if there is none left. */
  boolean turnToAnother() {
    int failed = tried | arm.bit(backend);
    Backend another = arm.another(failed);
    if (another == null) {
      return false;
    }
    tried = failed;
    backend = another;
    begun = false;
    sent = false;
    responseBegun = false;
    responseDone = false;
    return true;
  }

  /** Allows one further attempt after a break. */
  boolean firstBreak() {
    boolean first = !retriedAfterBreak;
    retriedAfterBreak = true;
    return first;
  }

  /**
   * Counts the first attempt. Later ones change nothing: a rescue must not whitewash a revision.
   *
   * @return whether this was the first
   */
  boolean count(Outcome outcome) {
    if (firstCounted) {
      if (outcome == Outcome.SUCCEEDED || outcome == Outcome.REFUSED) {
        outcomes().countRescued();
      }
      return false;
    }
    firstCounted = true;
    outcomes().count(outcome);
    return true;
  }

  /** The safety net: whatever became of it, a routed request counts. */
  void countIfUncounted(Outcome outcome) {
    if (!firstCounted) {
      count(outcome);
    }
  }

  /** True once. */
  boolean end() {
    return ended.compareAndSet(false, true);
  }
}
