package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceEnvironmentTest {

  private static final ServiceDatabases DATABASES =
      new ServiceDatabases() {
        @Override
        public Access of(ServiceName service) {
          return new Access(
              "jdbc:postgresql://127.0.0.1:5/orders",
              new Login("orders", "application-password"),
              new Login("orders_migrate", "migration-password"));
        }

        @Override
        public boolean isReady() {
          return true;
        }
      };

  @TempDir Path directory;
  private Installation installation;
  private InstanceEnvironment environment;
  private LocalService service;

  @BeforeEach
  void open() {
    installation = TestInstallation.in(directory, true, DATABASES);
    environment = new InstanceEnvironment(installation);
    service = installation.services().get(TestInstallation.ORDERS);
  }

  @Test
  void tellsAnInstanceWhoItIsAndWhereToRegister() {
    assertThat(environment.serving(service, revision(Map.of()), "orders-r7-0", 8103))
        .containsEntry("SERVER_PORT", "8103")
        .containsEntry("SERVER_ADDRESS", "127.0.0.1")
        .containsEntry("BELAY_SERVICE", "orders")
        .containsEntry("BELAY_REVISION", "r7")
        .containsEntry("BELAY_INSTANCE", "orders-r7-0")
        .containsEntry("BELAY_CONTROL_PLANE_URL", "http://127.0.0.1:1")
        .containsEntry("BELAY_REGISTRATION_USERNAME", Installation.REGISTRATION_USERNAME)
        .containsEntry("BELAY_REGISTRATION_PASSWORD", installation.registrationPassword());
  }

  @Test
  void givesAnInstanceTheRoleThatCannotChangeTheSchemaAndNoOther() {
    Map<String, String> serving = environment.serving(service, revision(Map.of()), "i", 1);

    assertThat(serving)
        .containsEntry("SPRING_DATASOURCE_USERNAME", "orders")
        .containsEntry("SPRING_DATASOURCE_PASSWORD", "application-password")
        .containsEntry("SPRING_FLYWAY_ENABLED", "false")
        .doesNotContainValue("migration-password");
  }

  @Test
  void givesAMigrationTheOwnerOfTheSchema() {
    assertThat(environment.migrating(service, revision(Map.of()), Map.of()))
        .containsEntry("SPRING_FLYWAY_ENABLED", "true")
        .containsEntry(
            "SPRING_FLYWAY_URL",
            "jdbc:postgresql://127.0.0.1:5/orders?options=-c%20client_connection_check_interval=2s"
                + "%20-c%20lock_timeout=3s%20-c%20statement_timeout=5min")
        .containsEntry("SPRING_FLYWAY_USER", "orders_migrate")
        .containsEntry("SPRING_FLYWAY_PASSWORD", "migration-password")
        .doesNotContainKey("BELAY_REGISTRATION_PASSWORD");
  }

  @Test
  void anInstanceThatMigratesByItselfHasTheOwnerOfTheSchemaForThatAndItsPreflightHasNot() {
    Revision plain = revision(Map.of("SPRING_FLYWAY_ENABLED", "false"));
    var itself =
        new Revision(
            plain.id(),
            plain.artifact(),
            plain.digest(),
            plain.settings(),
            1,
            plain.secrets(),
            null,
            true);

    assertThat(environment.serving(service, itself, "i", 1))
        .containsEntry("SPRING_DATASOURCE_USERNAME", "orders")
        .containsEntry("SPRING_FLYWAY_ENABLED", "true")
        .containsEntry("SPRING_FLYWAY_USER", "orders_migrate");
    Map<String, String> preflight = environment.preflight(service, itself, Map.of());
    assertThat(preflight).containsEntry("SPRING_FLYWAY_ENABLED", "false");
    assertThat(preflight.get("SPRING_FLYWAY_URL")).contains("default_transaction_read_only=on");
  }

  @Test
  void aPreflightHasWhatServingHasAndReadsTheHistoryWithoutWriting() {
    Map<String, String> preflight = environment.preflight(service, revision(Map.of()), Map.of());

    assertThat(preflight)
        .containsEntry("SPRING_DATASOURCE_USERNAME", "orders")
        .containsEntry("SPRING_FLYWAY_ENABLED", "false")
        .containsEntry("SPRING_FLYWAY_USER", "orders_migrate")
        .containsEntry("API_KEY", installation.gpuApiKey())
        .doesNotContainKeys("BELAY_REGISTRATION_PASSWORD", "BELAY_CONTROL_PLANE_URL");
    assertThat(preflight.get("SPRING_FLYWAY_URL"))
        .startsWith("jdbc:postgresql://127.0.0.1:5/orders?options=")
        .contains("default_transaction_read_only=on");
  }

  @Test
  void fillsInTheStandingSettings() {
    Map<String, String> serving = environment.serving(service, revision(Map.of()), "i", 1);

    assertThat(serving.get("STORE")).isEqualTo(installation.home().data() + "/orders/store");
    assertThat(serving.get("KEYS")).matches("[0-9a-f]{64}");
    assertThat(serving.get("API_KEY")).hasSize(43).isEqualTo(installation.gpuApiKey());
    assertThat(environment.migrating(service, revision(Map.of()), Map.of()))
        .containsEntry("API_KEY", installation.gpuApiKey());
    assertThat(serving).doesNotContainValue(installation.demoApiKey());
  }

  @Test
  void letsARevisionOverrideTheServiceButNotThePlatform() {
    Map<String, String> settings =
        Map.of(
            "STORE", "/elsewhere",
            "SPRING_DATASOURCE_PASSWORD", "wrong",
            "SERVER_PORT", "1",
            "SERVER_ADDRESS", "0.0.0.0",
            "SPRING_FLYWAY_ENABLED", "true",
            "PATH", "/nowhere");

    assertThat(environment.serving(service, revision(settings), "i", 8103))
        .containsEntry("STORE", "/elsewhere")
        .containsEntry("SPRING_DATASOURCE_PASSWORD", "wrong")
        .containsEntry("SERVER_PORT", "8103")
        .containsEntry("SERVER_ADDRESS", "127.0.0.1")
        .containsEntry("SPRING_FLYWAY_ENABLED", "false")
        .doesNotContainEntry("PATH", "/nowhere");
  }

  @Test
  void takesSecretsOutOfEvidence() {
    var redaction =
        new Redaction(
            List.of("installation-secret"),
            Map.of("DB_PASSWORD", "hunter22", "COLOUR", "blue-green", "API_KEY", "k1"));

    assertThat(
            redaction.apply(
                "installation-secret and hunter22, blue-green; k1 password=letmein token: \"abcdef\""))
        .isEqualTo("****** and ******, blue-green; k1 password=****** token: \"******\"");
  }

  private static Revision revision(Map<String, String> settings) {
    return new Revision(
        new RevisionId(TestInstallation.ORDERS, 7),
        Path.of("orders.jar"),
        new Digest("0".repeat(64)),
        new Settings(settings),
        1);
  }
}
