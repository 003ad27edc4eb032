package dev.belay.starter.preflight;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * In preflight mode, what the artifact's own Flyway says of the target database instead of
 * migrating it: its locations, placeholders and Java migrations are nobody else's to guess.
 */
@AutoConfiguration(
    beforeName = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
@ConditionalOnClass(FlywayMigrationStrategy.class)
@ConditionalOnProperty(name = PreflightSettings.SWITCH, havingValue = "on")
public final class PreflightFlywayAutoConfiguration {

  /** Primary: a service's own strategy would migrate. */
  @Bean
  @Primary
  FlywayMigrationStrategy belayPreflightStrategy(PreflightReport report) {
    return flyway ->
        report.migrations(
            Arrays.stream(flyway.info().all())
                .map(PreflightFlywayAutoConfiguration::told)
                .toList());
  }

  private static Map<String, Object> told(MigrationInfo migration) {
    var told = new LinkedHashMap<String, Object>();
    if (migration.getVersion() != null) {
      told.put("version", migration.getVersion().getVersion());
    }
    told.put("description", PreflightReport.cut(String.valueOf(migration.getDescription())));
    told.put("script", PreflightReport.cut(String.valueOf(migration.getScript())));
    told.put("state", migration.getState().name());
    told.put("checksumMatches", migration.isChecksumMatching());
    if (migration.getResolvedChecksum() != null) {
      told.put("checksum", migration.getResolvedChecksum());
    }
    if (migration.getAppliedChecksum() != null) {
      told.put("appliedChecksum", migration.getAppliedChecksum());
    }
    return told;
  }
}
