package dev.belay.starter.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a server answered, read as a caller would. */
public record Answer(int status, Map<String, List<String>> headers, String body) {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  public static Answer to(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends bytes that no proper client would send, and returns all that comes back. */
  public static String toRaw(int port, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.UTF_8));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public String header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of());
    assertThat(values).as("values of %s", name).hasSizeLessThanOrEqualTo(1);
    return values.isEmpty() ? null : values.get(0);
  }

  @SuppressWarnings("unchecked")
  public Map<String, Object> json() {
    return new JsonMapper().readValue(body, Map.class);
  }

  /** Asserts what holds for every problem, and returns its fields. */
  public Map<String, Object> problem(int expectedStatus) {
    assertThat(status).as(body).isEqualTo(expectedStatus);
    assertThat(header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(body).doesNotContain("secret", "\tat ", "Exception", "dev.belay", "stackTrace");
    Map<String, Object> fields = json();
    assertThat(fields)
        .containsKeys("title", "status", "instance", "category", "retryable", "correlationId")
        .containsEntry("status", expectedStatus)
        .containsEntry("correlationId", header("X-Correlation-Id"));
    return fields;
  }
}
