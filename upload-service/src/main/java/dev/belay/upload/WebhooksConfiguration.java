package dev.belay.upload;

import dev.belay.starter.identity.InstanceIdentity;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.webhooks.Deliverer;
import dev.belay.upload.webhooks.Outbox;
import dev.belay.upload.webhooks.WebhookSettings;
import dev.belay.upload.webhooks.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Webhooks: only where there is a key under which their secrets are kept. */
@Configuration(proxyBeanMethods = false)
class WebhooksConfiguration {

  @Bean
  WebhookSettings webhookSettings(UploadSettings settings) {
    return settings.webhooks();
  }

  @Bean
  Webhooks webhooks(JdbcClient jdbc, WebhookSettings settings) {
    return new Webhooks(jdbc, settings);
  }

  @Bean
  Outbox outbox(
      JdbcClient jdbc,
      UploadedFiles files,
      WebhookSettings settings,
      MeterRegistry meters,
      ObjectProvider<Deliverer> deliverer) {
    return new Outbox(jdbc, files, settings, meters, () -> deliverer.ifAvailable(Deliverer::wake));
  }

  @Bean
  @Conditional(HasKey.class)
  Deliverer deliverer(
      JdbcClient jdbc, WebhookSettings settings, MeterRegistry meters, InstanceIdentity identity) {
    return new Deliverer(jdbc, settings, meters, identity.instance());
  }

  /** An empty variable means the same as none. */
  static final class HasKey implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !context.getEnvironment().getProperty("upload.webhooks.key", "").isBlank();
    }
  }
}
