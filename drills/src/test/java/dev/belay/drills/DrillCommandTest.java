package dev.belay.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.BelayMain;
import dev.belay.cli.CommandContext;
import dev.belay.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrillCommandTest {

  @TempDir private Path repository;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    var terminal =
        new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), false, false, false);
    return BelayMain.run(
        new CommandContext(
            terminal, Map.of(), repository, repository, new BufferedReader(new StringReader(""))),
        arguments);
  }

  @Test
  void isFoundByTheCommandLine() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("drill");
  }

  @Test
  void listsWhatMustComeOut() {
    assertThat(run("drill", "list")).isZero();
    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("all-500-but-ready +rolled-back .*"))
        .anyMatch(line -> line.matches("good-revision +promoted .*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drill",
        "drill run",
        "drill run no-such-drill",
        "drill run good-revision --all",
        "drill run good-revision --repeat 0",
        "drill run good-revision --repeat 101",
        "drill run good-revision --nonsense"
      })
  void misuseEndsWith64(String command) {
    assertThat(run(command.split(" "))).isEqualTo(64);
    assertThat(err.toString()).contains("--help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownDrillIsAnsweredWithThoseThatThereAre() {
    run("drill", "run", "no-such-drill");

    assertThat(err.toString()).contains("all-500-but-ready, artifact-corrupt, ");
  }

  @Test
  void withoutAnythingBuiltItSaysSoAndLeavesNoHome() {
    assertThat(run("drill", "run", "good-revision")).isEqualTo(1);
    assertThat(err.toString()).contains("is missing").contains("./mvnw");
  }

  @Test
  void theCommittedPolicyIsTheOneThatIsDocumented() {
    assertThat(Policy.committed().json().toString())
        .isEqualTo(
            "{\"strategy\":\"canary\",\"steps\":[10,50,100],\"stepDuration\":\"3s\","
                + "\"minRequests\":30,\"harm\":0.1,\"analysis\":{\"latency\":{\"minStableRequests\":100,"
                + "\"warmUpRequests\":30},\"gates\":{\"latency\":0.1}},\"maxDuration\":\"60s\",\"bake\":\"10s\","
                + "\"migrations\":\"apply\","
                + "\"startTimeout\":\"90s\"}");
  }
}
