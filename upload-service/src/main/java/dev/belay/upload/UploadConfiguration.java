package dev.belay.upload;

import dev.belay.apikeys.AccessRules;
import dev.belay.apikeys.AccessRules.Guarded;
import dev.belay.apikeys.ApiKeysConfiguration;
import dev.belay.apikeys.ConfiguredKeys;
import dev.belay.images.Codecs;
import dev.belay.images.Decoding;
import dev.belay.upload.access.AccessConfiguration;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.image.ImageSettings;
import dev.belay.upload.intake.Earlier;
import dev.belay.upload.intake.Intake;
import dev.belay.upload.intake.Ledger;
import dev.belay.upload.intake.Repeats;
import dev.belay.upload.intake.Stages;
import dev.belay.upload.intake.Sweep;
import dev.belay.upload.intake.WebpOnDemand;
import dev.belay.upload.jobs.GenerationJobs;
import dev.belay.upload.scan.Screening;
import dev.belay.upload.store.FileStore;
import dev.belay.upload.store.S3Settings;
import dev.belay.upload.store.S3Store;
import dev.belay.upload.store.Store;
import dev.belay.upload.store.StoreSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.MultipartConfigElement;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.servlet.MultipartConfigFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/** Puts the parts together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UploadSettings.class)
@Import(ApiKeysConfiguration.class)
class UploadConfiguration {

  /** The scope of keys that may upload. */
  private static final String UPLOAD = "upload";

  private static final DataSize IN_MEMORY = DataSize.ofKilobytes(256);
  private static final long ENVELOPE = 64 * 1024;

  UploadConfiguration(ConfigurableEnvironment environment) {
    UnknownVariables.check(environment.getSystemEnvironment());
  }

  @Bean
  ImageSettings imageSettings(UploadSettings settings) {
    return settings.image();
  }

  @Bean
  StoreSettings storeSettings(UploadSettings settings) {
    return settings.store();
  }

  @Bean
  Store store(UploadSettings settings) {
    StoreSettings store = settings.store();
    S3Settings s3 = store.s3();
    return store.kind() == StoreSettings.Kind.S3 && s3 != null
        ? new S3Store(store, s3)
        : new FileStore(store);
  }

  @Bean
  Codecs codecs(ImageSettings settings) {
    return Codecs.probe(settings.codec());
  }

  @Bean
  Decoding decoding(ImageSettings settings, Codecs codecs, MeterRegistry meters) {
    Decoding decoding = new Decoding(settings.limits(), codecs);
    Gauge.builder("upload.decoding.pixels", decoding, Decoding::pixelsInProgress)
        .description("Pixels of the images that are being decoded or wait for a thread")
        .register(meters);
    Gauge.builder("upload.decoding.waiting", decoding, Decoding::imagesWaiting)
        .description("Uploads that wait for room to be decoded")
        .register(meters);
    return decoding;
  }

  @Bean
  UploadedFiles uploadedFiles(JdbcClient jdbc) {
    return new UploadedFiles(jdbc);
  }

  @Bean
  Repeats repeats(JdbcClient jdbc) {
    return new Repeats(jdbc);
  }

  @Bean
  Intake intake(
      Store store,
      Decoding decoding,
      Ledger ledger,
      Earlier earlier,
      Screening screening,
      MeterRegistry meters,
      ImageSettings settings) {
    return new Intake(
        store,
        decoding,
        ledger,
        earlier,
        screening,
        new Stages(meters),
        Clock.systemUTC(),
        settings.maxBytes().toBytes());
  }

  @Bean
  WebpOnDemand webpOnDemand(Store store, Decoding decoding, MeterRegistry meters) {
    return new WebpOnDemand(store, decoding, meters);
  }

  @Bean
  Earlier earlier(Repeats repeats, UploadedFiles files, GenerationJobs jobs) {
    return new Earlier(repeats, files, jobs);
  }

  @Bean
  Sweep sweep(
      Store store,
      UploadedFiles files,
      Repeats repeats,
      UploadSettings settings,
      List<Sweep.Chore> chores) {
    return new Sweep(
        store.leftovers(), files, repeats, settings.store(), chores, Clock.systemUTC());
  }

  @Bean
  AccessRules accessRules(UploadSettings settings) {
    var keys =
        new ConfiguredKeys()
            .with("upload.api-keys", settings.apiKeys(), Set.of(UPLOAD))
            .with("upload.admin-api-keys", settings.adminApiKeys(), Set.of(AccessRules.KEYS));
    return new AccessRules(
        "upload",
        List.of(
            new Guarded(Set.of("POST", "PATCH", "HEAD", "DELETE"), "/api/v1/upload", UPLOAD),
            new Guarded(Set.of(), "/api/v1/webhooks", UPLOAD),
            new Guarded(Set.of(), "/api/v1/retention", AccessRules.KEYS)),
        keys,
        settings.limits().limits());
  }

  @Bean
  AccessConfiguration.Rules httpRules(UploadSettings settings) {
    return new AccessConfiguration.Rules(settings.cors(), settings.image().maxBytes());
  }

  @Bean
  MultipartConfigElement multipartConfig(ImageSettings settings) {
    MultipartConfigFactory factory = new MultipartConfigFactory();
    factory.setMaxFileSize(settings.maxBytes());
    factory.setMaxRequestSize(DataSize.ofBytes(settings.maxBytes().toBytes() + ENVELOPE));
    factory.setFileSizeThreshold(IN_MEMORY);
    return factory.createMultipartConfig();
  }

  @Bean
  InfoContributor codecInfo(Codecs codecs) {
    return builder -> builder.withDetail("codecs", codecs.names());
  }
}
