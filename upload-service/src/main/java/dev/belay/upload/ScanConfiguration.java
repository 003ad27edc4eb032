package dev.belay.upload;

import dev.belay.upload.files.DatabaseRetries;
import dev.belay.upload.scan.Screening;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What stands between an upload and its being kept: a scanner, and tries at recording it. */
@Configuration(proxyBeanMethods = false)
class ScanConfiguration {

  @Bean
  Screening screening(UploadSettings settings, MeterRegistry meters) {
    return Screening.of(settings.scan(), meters);
  }

  @Bean
  DatabaseRetries databaseRetries(MeterRegistry meters) {
    return new DatabaseRetries(meters);
  }
}
