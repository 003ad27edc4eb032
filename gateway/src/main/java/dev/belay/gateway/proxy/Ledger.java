package dev.belay.gateway.proxy;

import dev.belay.gateway.outcome.ClientHash;
import dev.belay.gateway.outcome.EpochOutcomes;
import dev.belay.gateway.outcome.Failure;
import dev.belay.gateway.outcome.FailureRing;
import dev.belay.gateway.outcome.Outcome;
import java.time.Clock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Writes down what became of a request, once, and tells of failures. */
final class Ledger {

  private final FailureRing failures;
  private final ClientHash clients = new ClientHash();
  private final Clock clock;

  Ledger(FailureRing failures, Clock clock) {
    this.failures = failures;
    this.clock = clock;
  }

  /** The revision answered, and the client has the answer. */
  void answered(Exchange exchange, int status) {
    Outcome outcome = Outcome.ofStatus(status);
    if (exchange.count(outcome) && outcome == Outcome.FAILED) {
      tell(exchange, status, "answered-5xx");
    }
  }

  /** The client did not take the answer; that the revision answered 5xx is a fact nevertheless. */
  void notTaken(Exchange exchange, int status) {
    if (exchange.responseBegun && status >= 500) {
      answered(exchange, status);
    } else {
      exchange.count(Outcome.CLIENT_ABORTED);
    }
  }

  /** An attempt failed, be it the last or not. */
  void attemptFailed(Exchange exchange, GatewayError error) {
    if (error.outcome() == Outcome.UNANSWERED) {
      exchange.backend().countAttemptFailure();
      exchange.outcomes().revision().countAttemptFailure();
    }
    if (Fault.beforeAnything(error)) {
      exchange.backend().coolDown();
    }
    if (exchange.count(error.outcome()) && error.outcome() == Outcome.UNANSWERED) {
      tell(exchange, 0, error.label());
    }
  }

  private void tell(Exchange exchange, int status, String reason) {
    if (exchange.synthetic()) {
      return;
    }
    EpochOutcomes outcomes = exchange.outcomes();
    failures.publish(
        new Failure(
            0,
            exchange.service().name(),
            outcomes.revision().label(),
            exchange.backend().id(),
            outcomes.epoch(),
            outcomes.weight(),
            exchange
                .service()
                .templates()
                .template(exchange.getMethod(), exchange.getHttpURI().getPath()),
            status,
            reason,
            clock.instant(),
            clients.of(client(exchange))));
  }

  private static String client(Exchange exchange) {
    String key = exchange.getHeaders().get("X-API-Key");
    String credentials = key == null ? exchange.getHeaders().get(HttpHeader.AUTHORIZATION) : key;
    return credentials == null ? Request.getRemoteAddr(exchange) : credentials;
  }
}
