package dev.belay.starter.defaults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class BelayDefaultsTest {

  private static ConfigurableEnvironment environment(Map<String, Object> variables) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    ConfigurationPropertySources.attach(environment);
    new BelayDefaults().postProcessEnvironment(environment, new SpringApplication());
    return environment;
  }

  @Test
  void registersOnlyWhereAControlPlaneIsNamed() {
    assertThat(environment(Map.of()).getProperty("spring.boot.admin.client.enabled"))
        .isEqualTo("false");
    var named =
        environment(
            Map.of(
                "BELAY_CONTROL_PLANE_URL", "http://127.0.0.1:8090",
                "BELAY_REGISTRATION_USERNAME", "u",
                "BELAY_REGISTRATION_PASSWORD", "p",
                "BELAY_SERVICE", "upload-service",
                "BELAY_REVISION", "r7",
                "BELAY_INSTANCE", "upload-service-r7-0"));
    String client = "spring.boot.admin.client.";
    assertThat(named.getProperty(client + "enabled")).isEqualTo("true");
    assertThat(named.getProperty(client + "url")).isEqualTo("http://127.0.0.1:8090");
    assertThat(named.getProperty(client + "username")).isEqualTo("u");
    assertThat(named.getProperty(client + "password")).isEqualTo("p");
    assertThat(named.getProperty(client + "instance.name")).isEqualTo("upload-service");
    assertThat(named.getProperty(client + "instance.metadata.revision")).isEqualTo("r7");
    assertThat(named.getProperty(client + "instance.metadata.instance"))
        .isEqualTo("upload-service-r7-0");
  }

  @Test
  void neverMigratesAtTheStartOfAReleasedRevisionUnlessTold() {
    assertThat(environment(Map.of()).getProperty("spring.flyway.enabled")).isNull();
    assertThat(environment(Map.of("BELAY_REVISION", "r7")).getProperty("spring.flyway.enabled"))
        .isEqualTo("false");
    var told = environment(Map.of("BELAY_REVISION", "r7", "SPRING_FLYWAY_ENABLED", "true"));
    assertThat(told.getProperty("spring.flyway.enabled")).isEqualTo("true");
  }

  @Test
  void logsForProgramsOnceReleasedAndForPeopleBefore() {
    String format = "logging.structured.format.console";
    assertThat(environment(Map.of("BELAY_REVISION", "r7")).getProperty(format)).isEqualTo("ecs");
    assertThat(environment(Map.of("BELAY_REVISION", " ")).getProperty(format)).isNull();
  }

  @Test
  void exportsNothingWithoutAnEndpointAndToleratesAnEmptyOne() {
    String traces = "management.tracing.export.otlp.enabled";
    String metrics = "management.otlp.metrics.export.enabled";
    var none = environment(Map.of("MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT", ""));
    assertThat(none.getProperty(traces)).isEqualTo("false");
    assertThat(none.getProperty(metrics)).isEqualTo("false");
    var standard = environment(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"));
    assertThat(standard.getProperty(traces)).isNull();
    assertThat(standard.getProperty(metrics)).isNull();
  }

  @Test
  void refusesAnIdentityThatCannotBeALabel() {
    assertThatThrownBy(() -> environment(Map.of("BELAY_REVISION", "r 7\n")))
        .hasMessageContaining("BELAY_REVISION")
        .hasMessageContaining("A-Z a-z 0-9 . _ -");
    assertThatThrownBy(() -> environment(Map.of("BELAY_SERVICE", "Upload")))
        .hasMessageContaining("BELAY_SERVICE is 'Upload'");
  }
}
