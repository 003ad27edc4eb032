package dev.belay.gateway.proxy;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends and counts the gateway's own answers. */
final class OwnAnswers {

  private final EnumMap<GatewayError, LongAdder> sent = new EnumMap<>(GatewayError.class);

  OwnAnswers() {
    for (GatewayError error : GatewayError.values()) {
      sent.put(error, new LongAdder());
    }
  }

  /**
   * Always true, as a handler that has taken a request returns.
   *
   * @param close whether the client should leave
   */
  boolean send(
      GatewayError error,
      String correlationId,
      boolean close,
      Response response,
      Callback callback) {
    LongAdder counter = sent.get(error);
    if (counter != null) {
      counter.increment();
    }
    Problem.send(error, correlationId, close, response, callback);
    return true;
  }

  Map<GatewayError, LongAdder> sent() {
    return sent;
  }
}
