package dev.belay.gateway.proxy;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What never reaches a revision. */
final class Refusal {

  private Refusal() {}

  static @Nullable GatewayError of(Request request) {
    String method = request.getMethod();
    if (HttpMethod.TRACE.is(method)) {
      return GatewayError.TRACE;
    }
    if (HttpMethod.CONNECT.is(method)) {
      return GatewayError.METHOD;
    }
    if (request.getHeaders().contains(HttpHeader.UPGRADE)) {
      return GatewayError.UPGRADE;
    }
    String path = request.getHttpURI().getPath();
    return path != null && ReservedPaths.contains(path) ? GatewayError.RESERVED : null;
  }
}
