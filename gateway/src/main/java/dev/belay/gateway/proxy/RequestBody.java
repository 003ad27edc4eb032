package dev.belay.gateway.proxy;

import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.ContentSourceRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/**
 * A request's body on its way through: sees whether it waits for the client, and fails only once.
 */
final class RequestBody extends ContentSourceRequestContent {

  private final Exchange exchange;

  /** The instance does not want the rest: what reads fail with from now on is not the client's. */
  private volatile boolean givenUp;

  RequestBody(Exchange exchange) {
    super(exchange, exchange.getHeaders().get(HttpHeader.CONTENT_TYPE));
    this.exchange = exchange;
  }

  @Override
  public Content.Chunk read() {
    exchange.bodyTouched = true;
    Content.Chunk chunk = super.read();
    if (Content.Chunk.isFailure(chunk) && !givenUp) {
      exchange.bodyFailed = true;
    }
    return chunk;
  }

  @Override
  public void demand(Runnable whenThereIsMore) {
    exchange.bodyTouched = true;
    exchange.awaitingBody = true;
    super.demand(() -> {
      exchange.awaitingBody = false;
      whenThereIsMore.run();
    });
  }

  /**
   * A failed connect fails the body too, although nobody has read from it: passed on, it would
   * spoil the attempt on the next instance.
   */
  @Override
  public void fail(Throwable failure) {
    if (exchange.bodyTouched) {
      giveUp(failure);
      super.fail(failure);
    }
  }

  @Override
  public void fail(Throwable failure, boolean last) {
    if (exchange.bodyTouched) {
      giveUp(failure);
      super.fail(failure, last);
    }
  }

  private void giveUp(Throwable failure) {
    if (exchange.awaitingBody && failure instanceof TimeoutException) {
      exchange.bodyFailed = true;
    }
    givenUp = true;
  }
}
