package dev.belay.benchmarks.reaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Belay that is up, as whoever has its home may ask it. */
final class Belay {

  static final String SERVICE = "upload-service";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String console;
  private final String token;
  private final String apiKey;
  private final String admin;
  private final String adminToken;
  private final String route;

  Belay(Path home) throws IOException {
    JsonNode credentials = JSON.readTree(Files.readString(home.resolve("credentials.json")));
    JsonNode ports = JSON.readTree(Files.readString(home.resolve("ports.json")));
    this.console = credentials.path("consoleUrl").asString();
    this.token = credentials.path("apiToken").asString();
    this.apiKey = credentials.path("demoApiKey").asString();
    this.admin = "http://127.0.0.1:" + ports.path("gatewayAdmin").asInt();
    this.adminToken = Files.readString(home.resolve("gateway-admin.token")).strip();
    this.route = "http://127.0.0.1:" + ports.path("base").asInt();
  }

  JsonNode rollout(String revision) throws IOException, InterruptedException {
    return json(console("/api/v1/services/" + SERVICE + "/rollouts/" + revision).GET().build());
  }

  /** Releases an artifact with a setting of its own, so that it is new each time. */
  String release(Path artifact, String policy, String mark)
      throws IOException, InterruptedException {
    String body =
        "{\"artifact\":\"%s\",\"settings\":{\"BELAY_BENCHMARK\":\"%s\"},\"policy\":%s,\"reason\":\"benchmark\"}"
            .formatted(artifact, mark, policy);
    return json(console("/api/v1/services/" + SERVICE + "/rollouts")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build())
        .path("revision")
        .asString();
  }

  /** Many rollbacks in a row are what the breaker is for. */
  void resetBreaker() throws IOException, InterruptedException {
    json(
        console("/api/v1/safety/breaker/reset")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"reason\":\"benchmark\"}"))
            .build());
  }

  /** The weight in force, in basis points. */
  int weightOf(String revision) throws IOException, InterruptedException {
    for (JsonNode arm :
        json(admin("/admin/v1/services/" + SERVICE + "/table").GET().build()).path("arms")) {
      if (arm.path("revision").asString().equals(revision)) {
        return arm.path("weight").asInt();
      }
    }
    return 0;
  }

  /** The gateway's lines about failures from now on, until it is closed. */
  InputStream failures() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(admin + "/admin/v1/failures?after=now"))
            .header("Authorization", "Bearer " + adminToken)
            .build();
    return http.send(request, BodyHandlers.ofInputStream()).body();
  }

  /** A request that stable answers well: what is known of an upload. */
  HttpRequest metadataOf(String id) {
    return HttpRequest.newBuilder(URI.create(route + "/api/v1/files/" + id))
        .timeout(LIMIT)
        .header("X-API-Key", apiKey)
        .build();
  }

  void ask(HttpRequest request) {
    http.sendAsync(request, BodyHandlers.discarding());
  }

  String upload(byte[] picture) throws IOException, InterruptedException {
    var body = new ByteArrayOutputStream();
    body.writeBytes(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(picture);
    body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
    return json(HttpRequest.newBuilder(URI.create(route + "/api/v1/upload/image?cutout=false"))
            .timeout(LIMIT)
            .header("X-API-Key", apiKey)
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofByteArray(body.toByteArray()))
            .build())
        .path("id")
        .asString();
  }

  private HttpRequest.Builder console(String path) {
    return HttpRequest.newBuilder(URI.create(console + path))
        .timeout(LIMIT)
        .header("Authorization", "Bearer " + token);
  }

  private HttpRequest.Builder admin(String path) {
    return HttpRequest.newBuilder(URI.create(admin + path))
        .timeout(LIMIT)
        .header("Authorization", "Bearer " + adminToken);
  }

  private JsonNode json(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
  }
}
