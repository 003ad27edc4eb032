package dev.belay.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class SettingsTest {

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(GpuSettings.class)
  static class OnlySettings {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(OnlySettings.class);

  @Test
  void hasDefaultsForEverythingButTheKeyAndNeverShowsThat() {
    runner
        .withPropertyValues("gpu.api-key=0123456789abcdef")
        .run(context -> {
          GpuSettings settings = context.getBean(GpuSettings.class);
          assertThat(settings.directory()).isAbsolute().hasFileName("gpu");
          assertThat(settings.model().path()).isNull();
          assertThat(settings.model().firstPause()).isEqualTo(Duration.ofMillis(500));
          assertThat(settings.cutout().maxWaiting()).isEqualTo(16);
          assertThat(settings.image().maxSide()).isEqualTo(1600);
          assertThat(settings.toString()).doesNotContain("0123456789abcdef");
        });
  }

  @Test
  void refusesToStartWithoutTheKeyAndNamesIt() {
    runner.run(context ->
        assertThat(words(context.getStartupFailure())).contains("GPU_API_KEY is not set"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpu.api-key=short | GPU_API_KEY has 5 characters; it must have 16 at least",
        "gpu.nonsense=1 | gpu.nonsense",
        "gpu.model.attempts=0 | gpu.model.attempts is 0; it must be 1 to 100",
        "gpu.model.first-pause=0s | gpu.model.first-pause is PT0S",
        "gpu.model.sha256=abc | gpu.model.sha256 has 3 characters",
        "gpu.cutout.deadline=0s | gpu.cutout.deadline is PT0S",
        "gpu.cutout.max-waiting=-1 | gpu.cutout.max-waiting is -1; it must be 0 to 10000",
        "gpu.cutout.least-confidence=NaN | gpu.cutout.least-confidence is NaN; it must be 0 to 1",
        "gpu.image.max-side=8 | gpu.image.max-side is 8; it must be 16 to 4096",
        "gpu.image.max-bytes=200MB | gpu.image.max-bytes is 209715200",
        "gpu.image.codec=gif | CodecChoice"
      })
  void refusesToStartWithASettingThatMakesNoSense(String setting, String told) {
    runner
        .withPropertyValues("gpu.api-key=0123456789abcdef", setting)
        .run(context -> assertThat(words(context.getStartupFailure())).contains(told));
  }

  private static String words(Throwable failure) {
    StringBuilder words = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      words.append(t.getMessage()).append('\n');
    }
    return words.toString();
  }
}
