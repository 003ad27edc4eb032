package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStandingSettingsTest {

  @TempDir Path directory;
  private Installation installation;
  private LocalStandingSettings standing;

  @BeforeEach
  void open() {
    installation = TestInstallation.in(directory);
    standing = new LocalStandingSettings(installation);
  }

  private void write(String file, String text) throws IOException {
    Path path = installation.home().settings().resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void tellsFingerprintsOfTheConfigurationAndTheFileOverIt() throws IOException {
    write("orders.env", "COLOUR=canary-red\n");
    Map<String, String> told = standing.of(TestInstallation.ORDERS);
    assertThat(told).containsOnlyKeys("STORE", "KEYS", "API_KEY", "COLOUR");
    assertThat(told.toString()).doesNotContain("canary");
  }

  @Test
  void tellsOfEachOtherEnvironmentThatHasAFileOfTheService() throws IOException {
    write("staging/orders.env", "COLOUR=blue\nURL=x\n");
    write("production/orders.env", "COLOUR=red\n");
    write("production/other.env", "COLOUR=green\n");
    write("empty/other.env", "COLOUR=green\n");
    write("orders.env", "COLOUR=red\n");
    Map<String, Map<String, String>> told = standing.elsewhere(TestInstallation.ORDERS);
    assertThat(told).containsOnlyKeys("production", "staging");
    assertThat(told.get("staging")).containsOnlyKeys("COLOUR", "URL");
    String here = standing.of(TestInstallation.ORDERS).get("COLOUR");
    assertThat(told.get("production").get("COLOUR")).isEqualTo(here);
    assertThat(told.get("staging").get("COLOUR")).isNotEqualTo(here);
  }

  @Test
  void whatCannotBeReadIsLeftOut() throws IOException {
    write("staging/orders.env", "no setting\n");
    write("production/orders.env", "COLOUR=red\n");
    assertThat(standing.elsewhere(TestInstallation.ORDERS)).containsOnlyKeys("production");
    write("orders.env", "no setting\n");
    assertThat(standing.of(TestInstallation.ORDERS)).isEmpty();
  }
}
