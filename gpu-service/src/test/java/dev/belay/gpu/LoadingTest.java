package dev.belay.gpu;

import static dev.belay.gpu.Answer.cutOutWithKey;
import static dev.belay.gpu.Answer.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.gpu.model.InferenceException;
import dev.belay.gpu.model.Mask;
import dev.belay.gpu.model.Model;
import dev.belay.gpu.model.ModelManifest;
import dev.belay.gpu.model.ModelRuntime;
import dev.belay.gpu.model.Models;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** While a model loads for long, and then fails at its work. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "GPU_API_KEY=" + Answer.KEY)
class LoadingTest {

  private static final CountDownLatch LOADED = new CountDownLatch(1);

  @TempDir static Path directory;

  @LocalServerPort int port;
  @Autowired Models models;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("gpu.directory", () -> directory.resolve("gpu"));
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Slow {

    @Bean
    @Primary
    ModelRuntime slowRuntime() {
      return (content, manifest) -> {
        try {
          LOADED.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return new Breaking(manifest);
      };
    }
  }

  /** Answers its first inference and no other. */
  private static final class Breaking implements Model {

    private final ModelManifest manifest;
    private boolean used;

    Breaking(ModelManifest manifest) {
      this.manifest = manifest;
    }

    @Override
    public ModelManifest manifest() {
      return manifest;
    }

    @Override
    public String device() {
      return "cpu";
    }

    @Override
    public synchronized Mask run(byte[] rgb, Duration limit) throws InferenceException {
      if (used) {
        throw new InferenceException("broken", false, new IllegalStateException("at work"));
      }
      used = true;
      return new Mask(1, 1, new float[] {0}, 1);
    }

    @Override
    public void close() {}
  }

  @Test
  void saysThatItLoadsThenThatItCannotInferAndNever500() {
    await().until(() -> models.statuses().getFirst().state().label().equals("loading"));
    JsonNode health = get(port, "/health").json();
    assertThat(health.get("status").asString()).isEqualTo("starting");
    assertThat(health.get("model_status").asString()).isEqualTo("loading");
    Answer readiness = get(port, "/readyz");
    assertThat(readiness.status()).isEqualTo(503);
    JsonNode details = readiness.json().get("components").get("model").get("details");
    assertThat(details.get("problem").asString()).isEqualTo("ModelLoading");
    byte[] bottle = Scenes.jpeg(Scenes.bottle().picture());
    Answer early = cutOutWithKey(port, bottle);
    early.problem(503, "model-loading");
    assertThat(early.header("Retry-After").orElseThrow()).isIn("1", "2");

    LOADED.countDown();
    await().until(models::ready);
    Answer broken = cutOutWithKey(port, bottle);
    broken.problem(503, "inference-failed");
    assertThat(broken.header("Retry-After")).isPresent();
  }
}
