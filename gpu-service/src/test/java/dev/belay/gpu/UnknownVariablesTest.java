package dev.belay.gpu;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownVariablesTest {

  @Test
  void namesEveryMistypedSettingWithoutItsValue() {
    assertThatThrownBy(
            () -> UnknownVariables.check(Map.of("GPU_MODEL_PAHT", "secret", "GPU_DIR", "x")))
        .hasMessageContaining("GPU_DIR, GPU_MODEL_PAHT")
        .hasMessageContaining("GPU_MODEL_PATH")
        .hasMessageNotContaining("secret");
  }

  @Test
  void acceptsEverySpellingThatTheBinderAcceptsAndWhatIsNotOurs() {
    assertThatCode(() ->
            UnknownVariables.check(
                Map.of(
                    "GPU_API_KEY", "a",
                    "GPU_APIKEY", "a",
                    "GPU_CUTOUT_LEASTCONFIDENCE", "0",
                    "GPU_CUTOUT_LEAST_CONFIDENCE", "0",
                    "GPU_SERVICE_PORT_8080_TCP", "injected by Kubernetes",
                    "GPU_MAX_HEAP_SIZE", "of a driver",
                    "PATH", "x")))
        .doesNotThrowAnyException();
  }
}
