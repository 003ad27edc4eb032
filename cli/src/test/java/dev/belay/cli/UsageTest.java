package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  @TempDir private Path repository;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "up",
        "down",
        "status",
        "logs",
        "rollout",
        "rollout start",
        "rollout status",
        "rollout pause",
        "rollout resume",
        "rollout promote",
        "rollout abort",
        "rollout undo",
        "rollout retry",
        "rollout dispute",
        "apply",
        "replay",
        "verify",
        "drift",
        "restart",
        "init",
        "schema",
        "freeze",
        "unfreeze",
        "safety",
        "audit"
      })
  void everyCommandExplainsItselfWithAnExample(String command) {
    Run run = Run.of(repository, (command + " --help").strip().split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("Usage: belay " + command)
        .contains("Example")
        .contains("  belay " + command)
        .doesNotContain("\033");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rollout",
        "nonsense",
        "status --nonsense",
        "rollout start upload-service",
        "rollout start upload-service --artifact a.jar --release-gate configuration",
        "rollout start upload-service --artifact a.jar --wait --timeout soon",
        "up --port-base many",
        "logs control-plane -n 0",
        "audit --limit 0",
        "verify upload-service",
        "restart upload-service",
        "rollout retry upload-service"
      })
  void misuseEndsWith64AndPointsToTheHelp(String command) {
    Run run = Run.of(repository, command.split(" "));

    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).startsWith("belay: ").contains("--help").doesNotContain("Exception");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void noCommandIsMisuse() {
    assertThat(Run.of(repository).exitCode()).isEqualTo(64);
  }

  @Test
  void suggestsWhatWasMeant() {
    assertThat(Run.of(repository, "statsu").err()).contains("status");
  }

  @Test
  void aStackTraceIsShownOnlyWhenAskedFor() {
    assertThat(Run.of(repository, "logs", "x").err()).doesNotContain("\tat ");
    assertThat(Run.of(repository, "logs", "x", "--verbose").err()).contains("\tat ");
  }
}
