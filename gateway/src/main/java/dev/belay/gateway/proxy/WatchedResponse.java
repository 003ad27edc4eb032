package dev.belay.gateway.proxy;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sees whether a write waits for the client, and whether it failed. */
final class WatchedResponse extends Response.Wrapper {

  private final Exchange exchange;

  WatchedResponse(Exchange exchange, Response response) {
    super(exchange, response);
    this.exchange = exchange;
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    exchange.writing = true;
    super.write(
        last,
        content,
        new Callback.Nested(callback) {
          @Override
          public void succeeded() {
            exchange.writing = false;
            super.succeeded();
          }

          @Override
          public void failed(Throwable failure) {
            exchange.writeFailed = true;
            super.failed(failure);
          }
        });
  }
}
