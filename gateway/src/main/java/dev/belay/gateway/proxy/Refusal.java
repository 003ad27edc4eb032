package dev.belay.gateway.proxy;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What never reaches a revision. */
final class Refusal {

  /**
   * An offer, not a demand: Java's own HTTP client makes it with each first request and goes on
   * with HTTP/1.1 when it is ignored.
   */
  private static final String HTTP2_OFFER = "h2c";

  private Refusal() {}

  static @Nullable GatewayError of(Request request) {
    String method = request.getMethod();
    if (HttpMethod.TRACE.is(method)) {
      return GatewayError.TRACE;
    }
    if (HttpMethod.CONNECT.is(method)) {
      return GatewayError.METHOD;
    }
    String upgrade = request.getHeaders().get(HttpHeader.UPGRADE);
    if (upgrade != null && !upgrade.strip().equalsIgnoreCase(HTTP2_OFFER)) {
      return GatewayError.UPGRADE;
    }
    String path = request.getHttpURI().getPath();
    return path != null && ReservedPaths.contains(path) ? GatewayError.RESERVED : null;
  }
}
