package dev.belay.controlplane.ui;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real HTTP against a console with a home of its own. */
@SpringBootTest(
    classes = Console.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "belay.registration.password=" + Console.REGISTRAR_PASSWORD)
public abstract class ConsoleTest {

  private static final Path HOME = newHome();
  protected static final JsonMapper JSON = JsonMapper.builder().build();
  protected static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  @LocalServerPort protected int port;
  @Autowired private Environment environment;

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry registry) {
    registry.add("belay.home", HOME::toString);
  }

  private static Path newHome() {
    try {
      return Files.createTempDirectory("belay-console");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  protected Path home() {
    return Path.of(environment.getRequiredProperty("belay.home"));
  }

  protected JsonNode credentials() {
    return JSON.readTree(home().resolve("credentials.json"));
  }

  protected String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  protected HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(url(path)))
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body));
  }

  protected static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  protected String bearer() {
    return "Bearer " + credentials().get("apiToken").asString();
  }

  protected String operator() {
    return person("operator");
  }

  protected String viewer() {
    return person("viewer");
  }

  protected static String registrar() {
    return basic("registrar", Console.REGISTRAR_PASSWORD);
  }

  private String person(String which) {
    var login = credentials().get(which);
    return basic(login.get("username").asString(), login.get("password").asString());
  }

  protected static String basic(String name, String password) {
    byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** What a service sends to be watched. */
  protected static String registration(String name, String root, String revision) {
    return JSON.writeValueAsString(
        java.util.Map.of(
            "name",
            name,
            "managementUrl",
            root + "/actuator",
            "healthUrl",
            root + "/actuator/health",
            "serviceUrl",
            root,
            "metadata",
            java.util.Map.of("revision", revision)));
  }
}
