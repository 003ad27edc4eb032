package dev.belay.starter.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.starter.settings.DeclaredSettings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real process, as whoever releases a service runs it. */
class PreflightTest {

  private static final String SECRET = "canary-4711";

  @TempDir Path application;

  private record Run(int exitCode, List<String> lines) {
    JsonNode report() {
      List<String> reports =
          lines.stream().filter(line -> line.startsWith(PreflightReport.PREFIX)).toList();
      assertThat(reports).as(String.join("\n", lines)).hasSize(1);
      return new JsonMapper().readTree(reports.get(0).substring(PreflightReport.PREFIX.length()));
    }
  }

  @BeforeEach
  void declare() throws Exception {
    Path file = application.resolve(DeclaredSettings.RESOURCE);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        - {name: API_KEY, type: secret-string, required: true, description: Key for the other service.}
        - {name: WORKERS, type: integer, min: 1, max: 8, description: Threads at work.}
        """);
  }

  private Run run(Map<String, String> environment, String... options) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(options));
    String classPath = application + File.pathSeparator + System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classPath, Careful.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("BELAY_REVISION", "r7");
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    try {
      List<String> lines = process.inputReader().lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      // Logs of what is no declared secret are the service's own affair.
      assertThat(lines)
          .noneMatch(line -> line.startsWith(PreflightReport.PREFIX) && line.contains(SECRET));
      return new Run(process.exitValue(), lines);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void makesAllBeansTriesWhatIsOutsideAndServesNobody() throws Exception {
    Run run = run(Map.of("API_KEY", SECRET), "-Dbelay.preflight=on");
    assertThat(run.exitCode()).as(run.lines().toString()).isZero();
    JsonNode report = run.report();
    assertThat(report.path("passed").asBoolean()).isTrue();
    assertThat(report.path("settings").size()).isZero();
    assertThat(report.path("checks"))
        .extracting(check -> check.path("name").asString() + " " + check.path("passed").asBoolean())
        .contains("store true");
    // Lazy as the service is, its beans are made.
    assertThat(run.lines()).anyMatch(line -> line.contains("SEEN constructed"));
    assertThat(run.lines())
        .noneMatch(line ->
            line.contains("SEEN runner")
                || line.contains("SEEN lifecycle")
                || line.contains("Tomcat started"));
  }

  @Test
  void tellsEverythingThatIsWrongAtOnceAndNeverAValue() throws Exception {
    Run run =
        run(
            Map.of("WORKERS", SECRET, "STORE_FAULT", "Read-only file system"),
            "-Dbelay.preflight=on");
    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode report = run.report();
    assertThat(report.path("passed").asBoolean()).isFalse();
    assertThat(report.path("settings"))
        .extracting(fault -> fault.path("name").asString() + " " + fault.path("problem").asString())
        .containsExactly("API_KEY MissingSetting", "WORKERS InvalidSetting");
    assertThat(report.path("checks"))
        .filteredOn(check -> check.path("name").asString().equals("store"))
        .extracting(check -> check.path("problem").asString())
        .containsExactly("IOException: Read-only file system");
  }

  @Test
  void namesThePropertyThatCannotBeBound() throws Exception {
    Run run = run(Map.of("API_KEY", SECRET, "SHOP_MAXITEMS", SECRET), "-Dbelay.preflight=on");
    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode report = run.report();
    assertThat(report.path("settings"))
        .extracting(fault -> fault.path("name").asString())
        .containsExactly("shop.max-items");
    assertThat(report.path("failure").asString())
        .isEqualTo("The settings cannot be bound: shop.max-items");
  }

  @Test
  void aVariableAloneKeepsNobodyFromServing() throws Exception {
    Run run =
        run(
            Map.of("API_KEY", "", "BELAY_PREFLIGHT", "on"),
            "-Dserver.port=0",
            "-Dserver.address=127.0.0.1");
    assertThat(run.exitCode()).isEqualTo(78);
    assertThat(run.lines()).noneMatch(line -> line.contains(PreflightReport.PREFIX));
  }
}
