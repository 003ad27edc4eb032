package dev.belay.controlplane.ui.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.ControlPlaneApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole control plane with its gates, over a platform on which nothing ever starts. */
@SpringBootTest(
    classes = {ControlPlaneApplication.class, Bare.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"belay.platform=none", "belay.registration.password=of-the-registrar"})
class VerificationApiTest {

  private static final Path HOME = temporary();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry registry) {
    registry.add("belay.home", HOME::toString);
    registry.add("spring.datasource.url", () -> "jdbc:h2:mem:verifications;DB_CLOSE_DELAY=-1");
  }

  @Test
  void whatWasFoundIsToldAndRemembered() throws Exception {
    Path jar = HOME.resolve("good.jar");
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Main");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    Path bad = Files.writeString(HOME.resolve("bad.jar"), "no archive");
    assertThat(verify(jar).get("passed").asBoolean()).isTrue();
    assertThat(verify(bad).get("passed").asBoolean()).isFalse();

    JsonNode past = json(get("/services/shop-0/verifications")).get("verifications");

    assertThat(past.size()).isEqualTo(2);
    JsonNode newest = past.get(0);
    assertThat(newest.get("revision").asString()).isEqualTo("r1");
    assertThat(newest.get("occasion").asString()).isEqualTo("question");
    assertThat(newest.get("outcome").asString()).isEqualTo("blocked");
    assertThat(newest.get("digest").asString()).startsWith("sha256:");
    assertThat(newest.get("gates").size()).as("nothing is asked behind a damaged file").isOne();
    assertThat(newest.at("/gates/0/gate").asString()).isEqualTo("artifact");
    assertThat(newest.at("/gates/0/verdict").asString()).isEqualTo("blocked");
    assertThat(newest.at("/gates/0/findings/0/rule").asString()).isEqualTo("ArtifactInvalid");
    assertThat(past.get(1).get("outcome").asString()).isEqualTo("passed");
    assertThat(past.get(1).get("gates").size()).isEqualTo(4);
    assertThat(past.get(1).at("/gates/1/findings/0/rule").asString()).isEqualTo("NotVerified");
    assertThat(json(get("/services/shop-0/verifications?limit=1")).get("verifications").size())
        .isOne();
    assertThat(
            jdbc.sql("select count(*) from batch_job_execution where status = 'COMPLETED'")
                .query(Integer.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void whatIsNotThereOrTooMuchIsRefused() throws Exception {
    assertThat(get("/services/none/verifications").statusCode()).isEqualTo(404);
    assertThat(get("/services/shop-0/verifications?limit=51").statusCode()).isEqualTo(400);
  }

  private JsonNode verify(Path artifact) throws Exception {
    return json(
        send(
            request("/services/shop-0/verifications")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"artifact\":\"%s\"}".formatted(artifact)))));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    String token =
        JsonMapper.shared().readTree(HOME.resolve("credentials.json")).get("apiToken").asString();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
        .header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("belay-verification-home");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
