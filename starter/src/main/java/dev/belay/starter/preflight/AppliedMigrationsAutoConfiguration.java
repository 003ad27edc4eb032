package dev.belay.starter.preflight;

import org.flywaydb.core.api.callback.Callback;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Where a platform runs the artifact to migrate and ends it, it is told what was applied. */
@AutoConfiguration(
    beforeName = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
@ConditionalOnClass(Callback.class)
@ConditionalOnProperty(name = "belay.migration-report", havingValue = "on")
public final class AppliedMigrationsAutoConfiguration {

  @Bean
  Callback belayAppliedMigrations() {
    return new AppliedMigrations();
  }
}
