package dev.belay.upload;

import dev.belay.upload.files.Absences;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.store.Store;
import dev.belay.upload.upkeep.DryRun;
import dev.belay.upload.upkeep.Reconciler;
import dev.belay.upload.upkeep.Retention;
import dev.belay.upload.upkeep.RetentionSettings;
import dev.belay.upload.upkeep.Rounds;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What looks after uploads once they are there. */
@Configuration(proxyBeanMethods = false)
class UpkeepConfiguration {

  @Bean
  Absences absences(JdbcClient jdbc) {
    return new Absences(jdbc);
  }

  @Bean
  RetentionSettings retentionSettings(UploadSettings settings) {
    return settings.retention();
  }

  @Bean
  DryRun dryRun(JdbcClient jdbc) {
    return new DryRun(jdbc, Clock.systemUTC());
  }

  @Bean
  Rounds retention(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      UploadedFiles files,
      Store store,
      RetentionSettings settings,
      MeterRegistry meters) {
    Retention retention =
        new Retention(
            jdbc,
            new TransactionTemplate(transactions),
            files,
            store,
            settings,
            Clock.systemUTC(),
            meters);
    return new Rounds("retention", settings.interval(), retention::pass);
  }

  @Bean
  Rounds reconciler(
      JdbcClient jdbc,
      UploadedFiles files,
      Store store,
      UploadSettings settings,
      MeterRegistry meters) {
    Reconciler reconciler =
        new Reconciler(
            jdbc,
            files,
            store,
            settings.reconcile(),
            settings.store().orphanAge(),
            Clock.systemUTC(),
            meters,
            UUID.randomUUID());
    return new Rounds("reconciler", settings.reconcile().interval(), reconciler::pass);
  }
}
