package dev.belay.controlplane.local.gateway;

import dev.belay.controlplane.traffic.TrafficException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to the gateway's admin port. Whatever keeps a call from being answered, also an answer
 * that makes no sense, is a {@link TrafficException}.
 */
final class GatewayClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

  /** Longer than a successor that dies can keep the tables frozen. */
  private static final Duration HAND_OVER_PATIENCE = Duration.ofSeconds(6);

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Set<String> BETWEEN_TWO_GATEWAYS =
      Set.of("urn:belay:gateway:handing-over", "urn:belay:gateway:handed-over");

  /** What the gateway can have to say about 16 services of 32 revisions of 65 epochs fits. */
  private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  private final URI admin;
  private final String authorization;
  private final HttpClient http;
  private final JsonMapper mapper =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  GatewayClient(URI admin, String token) {
    this.admin = admin;
    this.authorization = "Bearer " + token;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  Answer get(String path) {
    return call(request(path).GET().build());
  }

  Answer put(String path, Object body) {
    return send("PUT", path, body);
  }

  Answer post(String path, Object body) {
    return send("POST", path, body);
  }

  private Answer send(String method, String path, Object body) {
    byte[] json = mapper.writeValueAsBytes(body);
    return call(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(json))
            .build());
  }

  /** A long answer, to be read line by line; the time-out is for its head only. */
  InputStream stream(String path) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      response.body().close();
      throw new IOException("The gateway answered " + response.statusCode());
    }
    return response.body();
  }

  /** Waits while one gateway takes another's place; nothing was changed by then. */
  private Answer call(HttpRequest request) {
    long end = System.nanoTime() + HAND_OVER_PATIENCE.toNanos();
    try {
      Answer answer = send(request);
      while (answer.isBetweenTwoGateways() && System.nanoTime() < end) {
        Thread.sleep(PAUSE);
        answer = send(request);
      }
      return answer;
    } catch (IOException e) {
      throw new TrafficException("The gateway at " + admin + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrafficException("Interrupted while asking the gateway", e);
    }
  }

  /** A connection that was kept may end just now; every call may be made twice. */
  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    try {
      return sendOnce(request);
    } catch (ConnectException | HttpTimeoutException nobody) {
      throw nobody;
    } catch (IOException ended) {
      return sendOnce(request);
    }
  }

  private Answer sendOnce(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    return new Answer(response.statusCode(), response.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(admin.resolve(path))
        .timeout(REQUEST_TIMEOUT)
        .header("Authorization", authorization);
  }

  <T> T parse(String json, Class<T> type) throws JacksonException {
    return mapper.readValue(json, type);
  }

  /** What came back. */
  final class Answer {

    private final int status;
    private final byte[] body;

    private Answer(int status, byte[] body) {
      this.status = status;
      this.body = body;
    }

    int status() {
      return status;
    }

    private boolean isBetweenTwoGateways() {
      return status == 503 && BETWEEN_TWO_GATEWAYS.contains(String.valueOf(problem().type()));
    }

    /**
     * Reads the body of a success.
     *
     * @throws TrafficException with the gateway's own words if it is none
     */
    <T> T as(Class<T> type) {
      if (status != 200) {
        throw new TrafficException(
            "The gateway answered %d: %s".formatted(status, problem().detail()), null);
      }
      return read(type);
    }

    GatewayWire.Problem problem() {
      return read(GatewayWire.Problem.class);
    }

    private <T> T read(Class<T> type) {
      try {
        return mapper.readValue(body, type);
      } catch (JacksonException e) {
        throw new TrafficException(
            "The gateway answered %d with something else than the expected JSON".formatted(status),
            e);
      }
    }
  }
}
