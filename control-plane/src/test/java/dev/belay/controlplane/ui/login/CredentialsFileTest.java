package dev.belay.controlplane.ui.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsFileTest {

  @TempDir Path directory;
  private Path home;
  private Path file;

  @BeforeEach
  void chooseHome() {
    home = directory.resolve("home");
    file = home.resolve("credentials.json");
  }

  @Test
  void makesCredentialsThatOnlyTheOwnerReads() throws IOException {
    var created = new CredentialsFile(home).readOrCreate();

    assertThat(rights(file)).isEqualTo("rw-------");
    assertThat(rights(home)).isEqualTo("rwx------");
    assertThat(created.operator().password()).hasSize(32);
    assertThat(created.viewer().password()).isNotEqualTo(created.operator().password());
    assertThat(names(home)).containsExactly("credentials.json");
  }

  @Test
  void keepsExistingCredentials() {
    var first = new CredentialsFile(home).readOrCreate();

    assertThat(new CredentialsFile(home).readOrCreate()).isEqualTo(first);
  }

  @Test
  void keepsTheSecretsWhenTheAddressChanges() {
    var files = new CredentialsFile(home);
    var first = files.readOrCreate();

    files.write(first.announcing("http://127.0.0.1:8090", "demo"));

    var second = files.readOrCreate();
    assertThat(second.consoleUrl()).isEqualTo("http://127.0.0.1:8090");
    assertThat(second.demoApiKey()).isEqualTo("demo");
    assertThat(second.apiToken()).isEqualTo(first.apiToken());
    assertThat(second.operator()).isEqualTo(first.operator());
  }

  @Test
  void takesRightsFromOthers() throws IOException {
    var files = new CredentialsFile(home);
    files.readOrCreate();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    files.readOrCreate();

    assertThat(rights(file)).isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"operator\":{\"username\":\"operator\",\"password\":\"SECRET-short\"}}",
        "{\"operator\":{\"username\":\"o\",\"password\":\"SECRET\"},\"viewer\":null,\"apiToken\":\"SECRET\"}",
        "{\"apiToken\": SECRET }",
        "{\"unknown\":\"SECRET\"}"
      })
  void refusesAFileItCannotUseAndLeavesItAsItIs(String content) throws IOException {
    Files.createDirectories(home);
    Files.writeString(file, content);

    assertThatThrownBy(() -> new CredentialsFile(home).readOrCreate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("move it away")
        .hasMessageNotContaining("SECRET")
        .hasNoCause();
    assertThat(file).hasContent(content);
  }

  @Test
  void saysWhatIsWrongWhenTheHomeIsNoDirectory() throws IOException {
    Files.writeString(home, "a file");

    assertThatThrownBy(() -> new CredentialsFile(home).readOrCreate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("belay.home");
  }

  @Test
  void neverPrintsSecrets() {
    var created = new CredentialsFile(home).readOrCreate();

    assertThat(created.toString() + created.operator() + created.viewer())
        .doesNotContain(
            created.operator().password(), created.viewer().password(), created.apiToken());
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static java.util.List<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(each -> each.getFileName().toString()).toList();
    }
  }
}
