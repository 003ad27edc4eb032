package dev.belay.starter.preflight;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/**
 * In preflight mode, what must not happen is switched off, above everything that the service or its
 * operator sets.
 */
public final class PreflightSettings implements EnvironmentPostProcessor, Ordered {

  /**
   * {@code on} for a run that only looks. A system property of the JVM and nothing else: a variable
   * left in an environment must not keep a service from serving.
   */
  public static final String SWITCH = "belay.preflight";

  private static final String SOURCE = "belayPreflight";
  private static final String FLYWAY =
      "org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy";

  /** After configuration files, which may themselves add sources at the top. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  static boolean on() {
    return "on".equals(System.getProperty(SWITCH));
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    if (!on()) {
      return;
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    // The report tells of settings, all at once, and goes on to what else is wrong.
    settings.put("belay.startup-check", "off");
    // A bean that is not made is a fault that is not found.
    settings.put("spring.main.lazy-initialization", "false");
    settings.put("spring.main.banner-mode", "off");
    settings.put("spring.main.register-shutdown-hook", "false");
    settings.put("server.port", "0");
    settings.put("spring.boot.admin.client.enabled", "false");
    settings.put("management.otlp.metrics.export.enabled", "false");
    settings.put("management.tracing.export.otlp.enabled", "false");
    settings.put("spring.sql.init.mode", "never");
    settings.put("spring.jpa.hibernate.ddl-auto", "none");
    settings.put("spring.batch.jdbc.initialize-schema", "never");
    settings.put("spring.batch.job.enabled", "false");
    settings.put("spring.liquibase.enabled", "false");
    // On, because the starter's strategy reads the history and changes nothing.
    boolean flyway = ClassUtils.isPresent(FLYWAY, application.getClassLoader());
    settings.put("spring.flyway.enabled", Boolean.toString(flyway));
    environment.getPropertySources().addFirst(new MapPropertySource(SOURCE, settings));
  }
}
