package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {

  @TempDir Path directory;
  private Installation installation;
  private LocalService standing;

  @BeforeEach
  void open() {
    installation = TestInstallation.in(directory);
    standing = installation.services().get(TestInstallation.ORDERS);
  }

  @Test
  void withoutOneTheStandingSettingsAreInForce() throws LaunchException {
    assertThat(applied()).isEqualTo(standing);
  }

  @Test
  void whatItSaysComesOverTheStandingSettings() throws Exception {
    write(
        "# for all revisions\n\nSTORE=/elsewhere\nCOLOUR= a = b \"c\" #d\nEMPTY=\r\nKEYS={data}/k\n");

    assertThat(applied().settings().values())
        .containsEntry("STORE", "/elsewhere")
        .containsEntry("COLOUR", " a = b \"c\" #d")
        .containsEntry("EMPTY", "")
        .containsEntry("KEYS", "{data}/k")
        .containsKey("API_KEY");
  }

  @Test
  void isReadAnewEachTime() throws Exception {
    write("COLOUR=red\n");
    applied();
    write("COLOUR=blue\n");

    assertThat(applied().settings().values()).containsEntry("COLOUR", "blue");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          COLOUR canary-value          | :1: is not NAME=VALUE
          A=canary-value~B:canary-value| :2: is not NAME=VALUE
          A=1~A=canary-value           | :2: A is set twice
          SERVER_PORT=canary-value     | :1: SERVER_PORT is set by the platform
          BELAY_ANY=canary-value       | :1: BELAY_ANY is set by the platform
          URL={public-url:canary}      | there is no such service
          """)
  void namesFileLineAndSettingButNoValue(String text, String expected) throws IOException {
    write(text.strip().replace('~', '\n'));

    assertThatThrownBy(this::applied)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("orders.env")
        .hasMessageContaining(expected.strip())
        .hasMessageNotContaining("canary-value");
  }

  @Test
  void isBounded() throws IOException {
    write("A=" + "x".repeat(SettingsFile.MAX_BYTES));
    assertThatThrownBy(this::applied).hasMessageContaining("larger than 262144 bytes");

    write("A=" + "x".repeat(8_193));
    assertThatThrownBy(this::applied).hasMessageContaining("longer than 8192 characters");

    var many = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      many.append("A").append(i).append("=1\n");
    }
    write(many.toString());
    assertThatThrownBy(this::applied).hasMessageContaining("too many; the limit is 200");
  }

  private LocalService applied() throws LaunchException {
    return SettingsFile.applied(installation.home(), standing, installation.services());
  }

  private void write(String text) throws IOException {
    Files.writeString(installation.home().settings().resolve("orders.env"), text);
  }
}
