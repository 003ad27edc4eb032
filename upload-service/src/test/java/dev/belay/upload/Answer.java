package dev.belay.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the service answered, read as a caller would. */
record Answer(HttpResponse<byte[]> response) {

  static final String KEY = "test-key";
  static final String KEY_SHA256 =
      "62af8704764faf8ea82fc61ce9c4c3908b6cb97d463a634e9e587d7c885db0ef";

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

  /** An upload without a key. */
  static HttpRequest.Builder upload(int port, String part, byte[] content) {
    return request(port, "/api/v1/upload/image")
        .header("Content-Type", "multipart/form-data; boundary=bound")
        .POST(BodyPublishers.ofByteArray(multipart(part, content)));
  }

  static Answer upload(int port, byte[] content) {
    return to(upload(port, "name=\"file\"; filename=\"f\"", content).header("X-API-Key", KEY));
  }

  private static byte[] multipart(String part, byte[] content) {
    byte[] head =
        ("--bound\r\nContent-Disposition: form-data; " + part + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] tail = "\r\n--bound--\r\n".getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(head.length + content.length + tail.length)
        .put(head)
        .put(content)
        .put(tail)
        .array();
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
    assertThat(text()).doesNotContain("Exception", "\tat ", "/tmp/", "jdbc:", "org.postgresql");
    JsonNode json = json();
    assertThat(json.get("type").asString()).isEqualTo("urn:belay:problem:" + type);
    for (String field : new String[] {"detail", "category", "retryable", "correlationId"}) {
      assertThat(json.has(field)).as(field).isTrue();
    }
    return json;
  }
}
