package dev.belay.upload;

import static dev.belay.upload.Answer.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** What is published of the API is the API. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"API_KEY=gpu-key", "upload.cors.allowed-origins=https://shop.example"})
class OpenApiTest {

  @TempDir static Path store;

  @LocalServerPort int port;
  @Autowired RequestMappingHandlerMapping requestMappingHandlerMapping;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Databases.Prepared database = Databases.prepared();
    registry.add("upload.store.directory", () -> store.resolve("uploads"));
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.flyway.url", database::url);
    registry.add("spring.flyway.user", database::owner);
  }

  @Test
  void describesEveryHandlerAndNothingElse() {
    JsonNode api = get(port, "/api/v1/openapi").json();
    assertThat(api.get("openapi").asString()).startsWith("3.");
    var described = new TreeSet<String>();
    api.get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method ->
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(described).isEqualTo(handled()).isNotEmpty();
  }

  private Set<String> handled() {
    var handled = new TreeSet<String>();
    for (RequestMappingInfo info : requestMappingHandlerMapping.getHandlerMethods().keySet()) {
      for (String path : info.getPatternValues()) {
        if (path.startsWith("/api/") && !path.startsWith("/api/v1/openapi")) {
          handled.addAll(
              info.getMethodsCondition().getMethods().stream()
                  .map(RequestMethod::name)
                  .map(method -> method + " " + path)
                  .collect(Collectors.toSet()));
        }
      }
    }
    return handled;
  }

  @Test
  void saysWhatTakesAKeyAndHowErrorsLook() {
    JsonNode paths = get(port, "/api/v1/openapi").json().get("paths");
    JsonNode upload = paths.get("/api/v1/upload/image").get("post");
    assertThat(upload.get("security").toString()).contains("apiKey", "bearer");
    assertThat(upload.get("requestBody").get("content").propertyNames())
        .contains("multipart/form-data", "image/*", "application/octet-stream");
    assertThat(upload.get("responses").get("default").toString())
        .contains("application/problem+json");
    assertThat(upload.toString()).contains("Idempotency-Key", "Content-Digest");
    assertThat(upload.toString()).doesNotContain("dev.belay.apikeys");
    assertThat(paths.get("/api/v1/files/{id}").get("get").has("security")).isFalse();
  }

  @Test
  void isReadableFromAnAllowedOrigin() {
    var answer = get(port, "/api/v1/openapi", "Origin", "https://shop.example");
    assertThat(answer.header("Access-Control-Allow-Origin")).contains("https://shop.example");
    assertThat(answer.status()).isEqualTo(200);
  }
}
