package dev.belay.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belay.gateway.proxy.ProxyLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

  @TempDir Path directory;
  private Path token;

  @BeforeEach
  void writeToken() throws IOException {
    token = Files.writeString(directory.resolve("token"), "a-secret-of-some-length\n");
    mode("rw-------");
  }

  private void mode(String permissions) throws IOException {
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void takesEverythingFromArguments() throws Exception {
    GatewaySettings settings =
        parse("--admin-port", "8091", "--listener", "a=8080", "--listener", "b=8081");

    assertThat(settings.stateDirectory()).isEqualTo(directory);
    assertThat(settings.bind()).isEqualTo("127.0.0.1");
    assertThat(settings.adminPort()).isEqualTo(8091);
    assertThat(settings.listeners()).isEqualTo(Map.of("a", 8080, "b", 8081));
    assertThat(settings.limits()).isEqualTo(ProxyLimits.defaults());
  }

  @Test
  void takesWhatArgumentsLeaveOpenFromTheFile() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("c.json"),
            "{\"adminPort\":1,\"listeners\":{\"a\":2},\"maxConnections\":7}");

    GatewaySettings settings = parse("--config", file.toString(), "--admin-port", "3");

    assertThat(settings.adminPort()).isEqualTo(3);
    assertThat(settings.listeners()).isEqualTo(Map.of("a", 2));
    assertThat(settings.limits().maxConnections()).isEqualTo(7);
    assertThat(settings.limits().connectTimeoutMillis()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "--what,x,Unknown option --what",
    "--admin-port,x,between 0 and 65535",
    "--admin-port,65536,between 0 and 65535",
    "--listener,8080,SERVICE=PORT",
    "--listener,a=b,between 0 and 65535",
    "--listener,A=1,Not a service's name"
  })
  void saysWhatIsWrongAndHowItIsUsed(String option, String value, String message) {
    assertThatExceptionOfType(StartupException.class)
        .isThrownBy(() -> parse(option, value))
        .withMessageContaining(message)
        .withMessageContaining("Usage:");
  }

  @Test
  void saysWhichOptionLacksItsValue() {
    assertThatExceptionOfType(StartupException.class)
        .isThrownBy(() -> parse("--bind"))
        .withMessageContaining("--bind needs a value");
  }

  @Test
  void wantsAStateDirectoryAndAToken() {
    assertThatExceptionOfType(StartupException.class)
        .isThrownBy(() -> CommandLine.parse(new String[0]))
        .withMessageContaining("--state-dir and --admin-token-file are required");
  }

  @ParameterizedTest
  @CsvSource({
    "{\"maxConections\":5},maxConections",
    "{\"maxConnections\":0},maxConnections must be 1 or more",
    "{,is wrong"
  })
  void explainsAWrongFile(String json, String message) throws Exception {
    Path file = Files.writeString(directory.resolve("c.json"), json);

    assertThatExceptionOfType(StartupException.class)
        .isThrownBy(() -> parse("--config", file.toString()))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"rw-r--r--", "rw----r--", "rw-rw----", "rwxrwxrwx"})
  void refusesATokenFileThatIsOpenToOthers(String permissions) throws Exception {
    mode(permissions);

    assertThatExceptionOfType(StartupException.class)
        .isThrownBy(this::parse)
        .withMessageContaining("0600")
        .withMessageNotContaining("secret");
  }

  @Test
  void refusesATokenThatCanBeGuessed() throws Exception {
    Files.writeString(token, "short");

    assertThatExceptionOfType(StartupException.class)
        .isThrownBy(this::parse)
        .withMessageContaining("16 to 512")
        .withMessageNotContaining("short");
  }

  @Test
  void saysWhichTokenFileCannotBeRead() throws Exception {
    Files.delete(token);

    assertThatExceptionOfType(StartupException.class)
        .isThrownBy(this::parse)
        .withMessageContaining(token.toString());
  }

  private GatewaySettings parse(String... more) throws StartupException {
    var arguments =
        new ArrayList<>(
            List.of("--state-dir", directory.toString(), "--admin-token-file", token.toString()));
    arguments.addAll(List.of(more));
    return CommandLine.parse(arguments.toArray(String[]::new));
  }
}
