package dev.belay.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

class SettingsTest {

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(UploadSettings.class)
  static class OnlySettings {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(OnlySettings.class);

  @Test
  void hasDefaultsForEverything() {
    runner.run(context -> {
      UploadSettings settings = context.getBean(UploadSettings.class);
      assertThat(settings.apiKeys()).isEmpty();
      assertThat(settings.cors().allowedOrigins()).isEmpty();
      assertThat(settings.image().maxBytes()).isEqualTo(DataSize.ofMegabytes(20));
      assertThat(settings.gpu().service()).isEmpty();
      assertThat(settings.gpu().byDefault()).isFalse();
      assertThat(settings.gpu().giveUpAfter()).isEqualTo(Duration.ofHours(24));
      assertThat(settings.webhooks().offered()).isFalse();
      assertThat(settings.scan().clamd()).isEmpty();
      assertThat(settings.scan().failClosed()).isTrue();
      assertThat(settings.retention().uploadsAfter()).isNull();
      assertThat(settings.reconcile().lostAfter()).isZero();
      assertThat(settings.store().directory()).isAbsolute().hasFileName("uploads");
      assertThat(settings.store().orphanAge()).isEqualTo(Duration.ofHours(1));
    });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "upload.image.max-pixles=1 | upload.image.max-pixles",
        "upload.nonsense=1 | upload.nonsense",
        "upload.image.max-bytes=200MB | upload.image.max-bytes is 209715200; it must be 1 to 104857600",
        "upload.image.max-pixels=0 | upload.image.max-pixels is 0",
        "upload.image.max-pixels-at-once=1000 | upload.image.max-pixels-at-once is 1000",
        "upload.image.codec=gif | CodecChoice",
        "upload.store.orphan-age=1s | upload.store.orphan-age is PT1S; it must be PT1M at least",
        "upload.cors.allowed-origins=https://a.example/path | write scheme://host",
        "upload.gpu.url=ftp://h | upload.gpu.url is no base address; write http://host:port",
        "upload.gpu.url=http://u:secret@h | upload.gpu.url is no base address",
        "upload.gpu.url=http://h?x | upload.gpu.url is no base address",
        "upload.gpu.cutout-by-default=true | upload.gpu.url is not set",
        "upload.gpu.concurrency=33 | upload.gpu.concurrency is 33; it must be 1 to 32",
        "upload.gpu.lease=1ms | upload.gpu.lease is PT0.001S; it must be PT1S to PT10M",
        "upload.gpu.max-response=1GB | upload.gpu.max-response is 1073741824; it must be 1024 to",
        "upload.gpu.max-retry-delay=10ms | upload.gpu.max-retry-delay is PT0.01S; it must be PT1S to",
        "upload.gpu.ulr=http://h | upload.gpu.ulr",
        "upload.webhooks.key=short | upload.webhooks.key is not 32 bytes in base64",
        "upload.webhooks.key=AAAA | upload.webhooks.key is not 32 bytes in base64",
        "upload.webhooks.per-key=0 | upload.webhooks.per-key is 0; it must be 1 to 100",
        "upload.webhooks.max-retry-delay=1s | upload.webhooks.max-retry-delay is PT1S; it must be PT5S",
        "upload.scan.clamd=nowhere | upload.scan.clamd is 'nowhere'; write host:port",
        "upload.scan.timeout=1ms | upload.scan.timeout is PT0.001S; it must be",
        "upload.retention.uploads-after=1h | upload.retention.uploads-after is PT1H; it must be PT24H",
        "upload.retention.pass-limit=0 | upload.retention.pass-limit is 0; it must be 1 to 100000",
        "upload.reconcile.lost-after=-1 | upload.reconcile.lost-after is -1; it must be 0 to 1000",
        "upload.cors.allowed-origins=* | write scheme://host"
      })
  void refusesToStartWithASettingThatMakesNoSense(String setting, String told) {
    runner
        .withPropertyValues(setting)
        .run(context -> {
          Throwable failure = context.getStartupFailure();
          StringBuilder words = new StringBuilder();
          for (Throwable t = failure; t != null; t = t.getCause()) {
            words.append(t.getMessage()).append('\n');
          }
          assertThat(words.toString()).contains(told);
        });
  }
}
