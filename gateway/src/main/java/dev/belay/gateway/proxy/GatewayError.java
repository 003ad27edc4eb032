package dev.belay.gateway.proxy;

import dev.belay.gateway.outcome.Outcome;

/**
 * Answers that the gateway gives itself. The label is the value of {@code X-Belay-Gateway-Error}.
 */
enum GatewayError {
  CONNECT("connect", 502, "The service cannot be reached", Outcome.UNANSWERED),
  CONNECT_TIMEOUT("connect-timeout", 504, "The service cannot be reached", Outcome.UNANSWERED),
  BROKE("broke", 502, "The service broke off", Outcome.UNANSWERED),
  TIMEOUT("timeout", 504, "The service did not answer in time", Outcome.UNANSWERED),
  OVERLOAD("overload", 503, "Too many requests are under way", Outcome.OVERLOAD),
  CLIENT("client", 400, "The request did not arrive in full", Outcome.CLIENT_ABORTED),
  NO_REVISION("no-revision", 503, "No revision serves at the moment", Outcome.OVERLOAD),
  UPGRADE("upgrade", 501, "Upgraded connections are not supported", Outcome.CLIENT_ABORTED),
  METHOD("method", 501, "The method is not supported", Outcome.CLIENT_ABORTED),
  TRACE("trace", 405, "TRACE is not allowed", Outcome.CLIENT_ABORTED),
  RESERVED("reserved", 404, "Not found", Outcome.CLIENT_ABORTED);

  private final String label;
  private final int status;
  private final String title;
  private final Outcome outcome;

  GatewayError(String label, int status, String title, Outcome outcome) {
    this.label = label;
    this.status = status;
    this.title = title;
    this.outcome = outcome;
  }

  String label() {
    return label;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Whether the same request may well succeed a little later. */
  boolean retryHelps() {
    return status == 503;
  }
}
