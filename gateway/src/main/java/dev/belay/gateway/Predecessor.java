package dev.belay.gateway;

import dev.belay.gateway.admin.AdminToken;
import dev.belay.gateway.admin.HandOver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway whose place is to be taken, asked over its admin port. */
final class Predecessor implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final JsonMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final URI handOver;
  private final AdminToken token;
  private final byte[] successor;

  Predecessor(int adminPort, AdminToken token, long generation) {
    this.handOver = URI.create("http://127.0.0.1:" + adminPort + "/admin/v1/hand-over");
    this.token = token;
    this.successor = json.writeValueAsBytes(new Asking(generation));
  }

  /**
   * @throws StartupException if it says no
   * @throws IOException if it does not answer
   */
  HandOver.Invitation invite() throws IOException, InterruptedException, StartupException {
    return read(call("POST", handOver), HandOver.Invitation.class);
  }

  /** As {@link #invite}; without an answer it may have left all the same. */
  HandOver.Departed depart() throws IOException, InterruptedException, StartupException {
    return read(call("POST", URI.create(handOver + "/departure")), HandOver.Departed.class);
  }

  /** As well as it can be done: the invitation ends by itself. */
  void cancel() throws InterruptedException {
    try {
      call("DELETE", handOver);
    } catch (IOException gone) {
      // It has nothing to take back any more.
    }
  }

  private HttpResponse<byte[]> call(String method, URI uri)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("Authorization", token.authorization())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(successor))
            .build();
    return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
  }

  private <T> T read(HttpResponse<byte[]> answer, Class<T> type)
      throws IOException, StartupException {
    try {
      if (answer.statusCode() == 200) {
        return json.readValue(answer.body(), type);
      }
      JsonNode problem = json.readTree(answer.body());
      String detail = problem.path("detail").asString("HTTP " + answer.statusCode());
      if (problem.path("type").asString("").endsWith(":" + Departure.NOT_NEWER)) {
        throw StartupException.superseded(detail);
      }
      throw new StartupException("The running gateway does not hand over: " + detail, null);
    } catch (JacksonException e) {
      throw new IOException("It answered " + answer.statusCode() + " with something unknown", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private record Asking(long generation) {}
}
