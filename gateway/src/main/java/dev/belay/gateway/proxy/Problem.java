package dev.belay.gateway.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The gateway's own answers, as RFC 9457 problem details. */
final class Problem {

  static final String ERROR_HEADER = "X-Belay-Gateway-Error";

  private static final HttpField TYPE =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/problem+json");
  private static final HttpField NO_STORE =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
  private static final HttpField RETRY_AFTER = new PreEncodedHttpField(HttpHeader.RETRY_AFTER, "1");
  private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");

  private Problem() {}

  /** Replaces whatever was prepared as a response; it must not be committed. */
  static void send(
      GatewayError error, String correlationId, boolean close, Response response, Callback end) {
    response.reset();
    if (error.retryHelps()) {
      response.getHeaders().put(RETRY_AFTER);
    }
    if (error == GatewayError.TRACE) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    if (close) {
      response.getHeaders().put(CLOSE);
    }
    write(error.status(), error.title(), error.label(), correlationId, response, end);
  }

  /** For what Jetty refuses before a handler sees it: malformed or oversized heads. */
  static boolean sendUnparsed(Request request, Response response, Callback end) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    String title = HttpStatus.getMessage(status);
    String label = status < 500 ? "bad-request" : "internal";
    write(status, title, label, CorrelationId.fresh(), response, end);
    return true;
  }

  private static void write(
      int status,
      String title,
      String label,
      String correlationId,
      Response response,
      Callback end) {
    byte[] body =
        """
        {"type":"urn:belay:gateway:%s","title":"%s","status":%d,"detail":"%s","correlationId":"%s"}
        """
            .formatted(label, title, status, detail(label, title), correlationId)
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    var headers = response.getHeaders();
    headers.put(TYPE);
    headers.put(NO_STORE);
    headers.put(CorrelationId.HEADER, correlationId);
    headers.put(ERROR_HEADER, label);
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), end);
  }

  private static String detail(String label, String title) {
    return switch (label) {
      case "connect", "connect-timeout", "broke", "timeout" ->
          title + ". Whether the request took effect is not known; tell the correlation id.";
      case "overload", "no-revision" -> title + ". Try again in a moment.";
      case "upgrade" -> "The gateway passes HTTP/1.1 requests, responses and server-sent events.";
      default -> title + ".";
    };
  }
}
