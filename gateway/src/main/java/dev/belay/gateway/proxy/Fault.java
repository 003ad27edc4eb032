package dev.belay.gateway.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;

/** Whose fault a failed attempt was, told from what had happened and from the exception. */
final class Fault {

  private Fault() {}

  static GatewayError of(Exchange exchange, Throwable failure) {
    if (exchange.writeFailed || exchange.bodyFailed) {
      return GatewayError.CLIENT;
    }
    if ((exchange.writing || exchange.awaitingBody) && failure instanceof TimeoutException) {
      return GatewayError.CLIENT;
    }
    if (failure instanceof RejectedExecutionException) {
      return GatewayError.OVERLOAD;
    }
    if (!exchange.sent && neverSent(failure)) {
      return GatewayError.CLIENT;
    }
    if (!exchange.begun) {
      boolean late =
          failure instanceof SocketTimeoutException || failure instanceof TimeoutException;
      return late ? GatewayError.CONNECT_TIMEOUT : GatewayError.CONNECT;
    }
    return failure instanceof TimeoutException ? GatewayError.TIMEOUT : GatewayError.BROKE;
  }

  /**
   * Whether the client library itself refused to send the request. That is not the instance's
   * fault, or any client could discredit a revision with an odd request.
   */
  private static boolean neverSent(Throwable failure) {
    return failure instanceof IllegalArgumentException || failure instanceof HttpException;
  }

  /** Whether nothing was written, so that any request may go elsewhere. */
  static boolean beforeAnything(GatewayError error) {
    return error == GatewayError.CONNECT || error == GatewayError.CONNECT_TIMEOUT;
  }

  /** Whether a request that only reads may go elsewhere once: nothing of an answer was seen. */
  static boolean beforeAnswer(Exchange exchange, GatewayError error, Throwable failure) {
    String method = exchange.getMethod();
    return error == GatewayError.BROKE
        && failure instanceof IOException
        && !exchange.responseBegun
        && !exchange.bodyTouched
        && (method.equals("GET") || method.equals("HEAD"));
  }
}
