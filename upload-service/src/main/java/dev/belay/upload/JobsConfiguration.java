package dev.belay.upload;

import dev.belay.apikeys.Quotas;
import dev.belay.starter.identity.InstanceIdentity;
import dev.belay.upload.files.DatabaseRetries;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.gpu.GpuService;
import dev.belay.upload.intake.Ledger;
import dev.belay.upload.intake.Repeats;
import dev.belay.upload.jobs.CutoutOffer;
import dev.belay.upload.jobs.GenerationJobs;
import dev.belay.upload.jobs.GpuHealth;
import dev.belay.upload.jobs.Worker;
import dev.belay.upload.jobs.WorkerParts;
import dev.belay.upload.store.Cutouts;
import dev.belay.upload.store.Store;
import dev.belay.upload.webhooks.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

/** Jobs for gpu-service: anyone may read them, and only where it has an address is one made. */
@Configuration(proxyBeanMethods = false)
class JobsConfiguration {

  @Bean
  GenerationJobs generationJobs(JdbcClient jdbc) {
    return new GenerationJobs(jdbc);
  }

  @Bean
  Cutouts cutouts(Store store) {
    return new Cutouts(store);
  }

  @Bean
  CutoutOffer cutoutOffer(UploadSettings settings) {
    return new CutoutOffer(settings.gpu());
  }

  @Bean
  Ledger ledger(
      PlatformTransactionManager transactions,
      DatabaseRetries retries,
      UploadedFiles files,
      GenerationJobs jobs,
      Quotas quotas,
      Repeats repeats,
      Outbox outbox,
      ObjectProvider<Worker> worker) {
    return new Ledger(
        new TransactionTemplate(transactions),
        retries,
        files,
        jobs,
        quotas,
        repeats,
        outbox::stored,
        () -> worker.ifAvailable(Worker::wake));
  }

  // There without a gpu-service too: a group's members must exist.
  @Bean
  GpuHealth gpuHealthIndicator() {
    return new GpuHealth();
  }

  @Bean
  @Conditional(HasGpuService.class)
  Worker worker(
      JdbcClient jdbc,
      UploadedFiles files,
      Store store,
      UploadSettings settings,
      RestClient.Builder http,
      MeterRegistry meters,
      InstanceIdentity identity,
      PlatformTransactionManager transactions,
      Outbox outbox,
      GpuHealth gpuHealthIndicator,
      Environment environment) {
    GpuService gpu =
        new GpuService(
            http, settings.gpu(), environment.getRequiredProperty("API_KEY"), Clock.systemUTC());
    return new WorkerParts(
            jdbc,
            files,
            store,
            gpu,
            settings.gpu(),
            meters,
            identity.instance(),
            new TransactionTemplate(transactions),
            outbox,
            gpuHealthIndicator)
        .assemble();
  }

  /** An empty variable means the same as none. */
  static final class HasGpuService implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !context.getEnvironment().getProperty("upload.gpu.url", "").isBlank();
    }
  }
}
