package dev.belay.gateway.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON in and out; strict about what comes in. */
final class Json {

  /** A larger body gets 413. */
  static final int MAX_BODY_BYTES = 1024 * 1024;

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Json() {}

  static <T> T read(Request request, Class<T> type) throws AdminProblem {
    byte[] body = body(request);
    try {
      T value = MAPPER.readValue(body, type);
      if (value == null) {
        throw AdminProblem.of(400, "bad-json", "The body is null; an object is required");
      }
      return value;
    } catch (StreamReadException e) {
      throw AdminProblem.of(400, "bad-json", "Not JSON: " + e.getOriginalMessage());
    } catch (JacksonException e) {
      throw AdminProblem.of(400, "bad-json", "Not the expected JSON: " + e.getOriginalMessage());
    }
  }

  private static byte[] body(Request request) throws AdminProblem {
    if (request.getLength() > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        throw tooLarge();
      }
      return body;
    } catch (IOException e) {
      throw AdminProblem.of(400, "bad-request", "The body did not arrive in full");
    }
  }

  private static AdminProblem tooLarge() {
    return AdminProblem.of(413, "too-large", "The body is larger than the limit of 1 MiB");
  }

  static void send(Object value, Response response, Callback callback) {
    write(200, "application/json", MAPPER.writeValueAsBytes(value), response, callback);
  }

  static void sendProblem(AdminProblem problem, Response response, Callback callback) {
    byte[] body = MAPPER.writeValueAsBytes(problem.body());
    write(problem.body().status(), "application/problem+json", body, response, callback);
  }

  static void write(int status, String type, byte[] body, Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
