package dev.belay.gpu;

import static dev.belay.gpu.Answer.cutOut;
import static dev.belay.gpu.Answer.cutOutWithKey;
import static dev.belay.gpu.Answer.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.gpu.model.ModelLoader;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A model file with the wrong content: the service lives, says so, and recovers. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "GPU_API_KEY=" + Answer.KEY,
      "gpu.model.attempts=3",
      "gpu.model.first-pause=100ms",
      "gpu.model.pause-when-failed=1s"
    })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NoModelTest {

  @TempDir static Path directory;

  @LocalServerPort int port;
  @Autowired ModelLoader loader;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    try {
      Files.writeString(directory.resolve("swapped.onnx"), "another file");
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
    registry.add("gpu.directory", () -> directory.resolve("gpu"));
    registry.add("gpu.model.path", () -> directory.resolve("swapped.onnx"));
  }

  private String status() {
    return loader.status().state().label();
  }

  @Test
  @Order(1)
  void livesAndSaysWhyItCannotAnswer() {
    await().atMost(Duration.ofSeconds(30)).until(() -> status().equals("failed"));
    Answer health = get(port, "/health");
    assertThat(health.status()).isEqualTo(200);
    JsonNode json = health.json();
    assertThat(json.get("status").asString()).isEqualTo("degraded");
    assertThat(json.get("container_ready").asBoolean()).isTrue();
    assertThat(json.get("model_ready").asBoolean()).isFalse();
    assertThat(json.get("model_status").asString()).isEqualTo("failed");
    assertThat(json.get("reason").asString()).contains("sha256").doesNotContain("/");
    assertThat(get(port, "/livez").status()).isEqualTo(200);

    Answer readiness = get(port, "/readyz");
    assertThat(readiness.status()).isEqualTo(503);
    JsonNode model = readiness.json().get("components").get("model");
    assertThat(model.get("status").asString()).isEqualTo("DOWN");
    JsonNode details = model.get("details");
    assertThat(details.get("status").asString()).isEqualTo("failed");
    assertThat(details.get("problem").asString()).isEqualTo("ModelLoadFailed");
    assertThat(details.get("file").asString()).endsWith("swapped.onnx");
    assertThat(details.get("actualSha256")).isNotEqualTo(details.get("expectedSha256"));
    assertThat(details.get("attempts").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(details.get("reason").asString()).contains("sha256");
  }

  @Test
  @Order(2)
  void refusesWorkWithAReasonAndATimeToComeBack() {
    await().atMost(Duration.ofSeconds(30)).until(() -> status().equals("failed"));
    Answer answer = cutOutWithKey(port, new byte[] {1});
    JsonNode problem = answer.problem(503, "model-failed");
    assertThat(problem.get("reason").asString()).contains("sha256");
    assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isBetween(1, 60);
    Answer.to(cutOut(port, new byte[] {1})).problem(401, "unauthorized");
  }

  @Test
  @Order(3)
  void recoversOnceTheFileIsRight() throws Exception {
    Path half = directory.resolve("half");
    try (InputStream in = ModelLoader.class.getResourceAsStream("default-model.onnx")) {
      Files.copy(in, half);
    }
    Files.move(
        half, directory.resolve("swapped.onnx"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    await().atMost(Duration.ofSeconds(60)).until(() -> status().equals("ready"));
    assertThat(get(port, "/readyz").status()).isEqualTo(200);
    byte[] bottle = Scenes.jpeg(Scenes.bottle().picture());
    assertThat(cutOutWithKey(port, bottle).status()).isEqualTo(200);
  }
}
