package dev.belay.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the service answered, read as a caller would. */
record Answer(HttpResponse<byte[]> response) {

  static final String KEY = "test-key-of-enough-length";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final JsonMapper JSON = new JsonMapper();

  static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  static Answer to(HttpRequest.Builder request) {
    try {
      return new Answer(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Answer get(int port, String path, String... headers) {
    HttpRequest.Builder request = request(port, path);
    return to(headers.length == 0 ? request : request.headers(headers));
  }

  /** A request for a cut-out, without a key. */
  static HttpRequest.Builder cutOut(int port, byte[] content, String... effects) {
    return request(port, "/api/v2/process-with-effects")
        .header("Content-Type", "multipart/form-data; boundary=bound")
        .POST(BodyPublishers.ofByteArray(multipart(content, effects)));
  }

  static Answer cutOutWithKey(int port, byte[] content, String... effects) {
    return to(cutOut(port, content, effects).header("X-API-Key", KEY));
  }

  private static byte[] multipart(byte[] content, String... effects) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(part("name=\"file\"; filename=\"f\"", content));
    for (String effect : effects) {
      out.writeBytes(part("name=\"effects\"", effect.getBytes(StandardCharsets.UTF_8)));
    }
    out.writeBytes("--bound--\r\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static byte[] part(String disposition, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ("--bound\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    out.writeBytes(content);
    out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  int status() {
    return response.statusCode();
  }

  byte[] body() {
    return response.body();
  }

  String text() {
    return new String(body(), StandardCharsets.UTF_8);
  }

  JsonNode json() {
    return JSON.readTree(body());
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** Asserts a complete problem of this status and type. */
  JsonNode problem(int status, String type) {
    assertThat(status()).as(text()).isEqualTo(status);
    assertThat(header("Content-Type")).contains("application/problem+json");
    assertThat(header("X-Correlation-Id")).isPresent();
    assertThat(text()).doesNotContain("Exception", "\tat ", "/tmp/", "ai.onnxruntime");
    JsonNode json = json();
    assertThat(json.get("type").asString()).isEqualTo("urn:belay:problem:" + type);
    for (String field : new String[] {"detail", "category", "retryable", "correlationId"}) {
      assertThat(json.has(field)).as(field).isTrue();
    }
    return json;
  }
}
