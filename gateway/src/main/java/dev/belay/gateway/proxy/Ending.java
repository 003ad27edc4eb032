package dev.belay.gateway.proxy;

import dev.belay.gateway.outcome.Outcome;
import org.eclipse.jetty.util.Callback;

/** The end of an exchange, whichever way it came: gives the place back, exactly once. */
final class Ending implements Callback {

  private final Exchange exchange;
  private final Callback response;

  Ending(Exchange exchange, Callback response) {
    this.exchange = exchange;
    this.response = response;
  }

  @Override
  public void succeeded() {
    if (exchange.end()) {
      response.succeeded();
      leave();
    }
  }

  @Override
  public void failed(Throwable failure) {
    if (exchange.end()) {
      response.failed(failure);
      leave();
    }
  }

  private void leave() {
    exchange.countIfUncounted(Outcome.CLIENT_ABORTED);
    exchange.outcomes().revision().leave(exchange.startNanos());
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
