package dev.belay.gpu;

import dev.belay.gpu.access.AccessConfiguration;
import dev.belay.gpu.access.ApiKey;
import dev.belay.gpu.api.ModelProblem;
import dev.belay.gpu.api.Transit;
import dev.belay.gpu.cutout.Cutouts;
import dev.belay.gpu.cutout.ImageSettings;
import dev.belay.gpu.model.ModelLoader;
import dev.belay.gpu.model.ModelNotReadyException;
import dev.belay.gpu.model.ModelPreflight;
import dev.belay.gpu.model.ModelRuntime;
import dev.belay.gpu.model.Models;
import dev.belay.gpu.onnx.OnnxRuntime;
import dev.belay.images.Codecs;
import dev.belay.starter.problem.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.MultipartConfigElement;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.servlet.MultipartConfigFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.unit.DataSize;

/** Puts the parts together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GpuSettings.class)
class GpuConfiguration {

  GpuConfiguration(ConfigurableEnvironment environment) {
    UnknownVariables.check(environment.getSystemEnvironment());
  }

  @Bean
  ImageSettings imageSettings(GpuSettings settings) {
    return settings.image();
  }

  @Bean
  Transit transit(GpuSettings settings) {
    return new Transit(settings.directory().resolve("transit"));
  }

  @Bean
  ModelRuntime modelRuntime(GpuSettings settings) {
    return new OnnxRuntime(settings.directory(), settings.model().threads());
  }

  @Bean
  ModelLoader modelLoader(GpuSettings settings, ModelRuntime runtime, MeterRegistry meters) {
    return new ModelLoader(
        settings.model(), settings.directory(), runtime, Clock.systemUTC(), meters);
  }

  @Bean
  ModelPreflight modelPreflight(GpuSettings settings) {
    return new ModelPreflight(settings.model(), settings.directory());
  }

  @Bean
  Models models(ModelLoader loader, MeterRegistry meters) {
    Models models = new Models(List.of(loader));
    Gauge.builder("gpu.model.ready", models, one -> one.ready() ? 1 : 0)
        .description("1 while every expected model can answer")
        .register(meters);
    return models;
  }

  // Once the service listens: whoever asks meanwhile learns how it stands.
  @Bean
  ApplicationRunner loading(ModelLoader loader) {
    return arguments -> loader.begin();
  }

  @Bean
  Cutouts cutouts(ModelLoader loader, GpuSettings settings, Codecs codecs, MeterRegistry meters) {
    return new Cutouts(loader::ready, codecs, settings.cutout(), settings.image(), meters);
  }

  @Bean
  Codecs codecs(ImageSettings settings) {
    return Codecs.probe(settings.codec());
  }

  @Bean
  AccessConfiguration.Rules accessRules(GpuSettings settings, ModelLoader loader) {
    return new AccessConfiguration.Rules(
        new ApiKey(Objects.requireNonNull(settings.apiKey())),
        settings.image().maxBytes(),
        () -> problemOf(loader));
  }

  private static Optional<ProblemException> problemOf(ModelLoader loader) {
    try {
      loader.ready();
      return Optional.empty();
    } catch (ModelNotReadyException notReady) {
      return Optional.of(ModelProblem.of(notReady).build());
    }
  }

  @Bean
  MultipartConfigElement multipartConfig(ImageSettings settings, Transit transit) {
    MultipartConfigFactory factory = new MultipartConfigFactory();
    factory.setLocation(transit.directory().toString());
    factory.setMaxFileSize(settings.maxBytes());
    factory.setMaxRequestSize(
        DataSize.ofBytes(settings.maxBytes().toBytes() + AccessConfiguration.ENVELOPE_BYTES));
    factory.setFileSizeThreshold(DataSize.ofBytes(0));
    return factory.createMultipartConfig();
  }

  @Bean
  InfoContributor modelInfo(Models models, Codecs codecs) {
    return builder ->
        builder
            .withDetail("codecs", codecs.names())
            .withDetail(
                "models",
                models.statuses().stream().map(status -> status.state().label()).toList());
  }
}
