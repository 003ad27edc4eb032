package dev.belay.cli;

import static dev.belay.cli.client.FakeControlPlane.path;
import static dev.belay.cli.client.FakeControlPlane.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.client.FakeControlPlane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplyCommandTest {

  private static final String APPLY = "PUT /api/v1/policy";

  @TempDir private Path repository;
  private FakeControlPlane server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeControlPlane();
    Run.homeOf(server, repository);
    Files.writeString(repository.resolve("belay.yaml"), "kind: ReleasePolicy\n# ünïcödé\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String applied(String result, String revision, String more) {
    return """
    {"service":"upload-service","result":"%s","dryRun":false,"changes":["spec.bake: 5m -> 7m"],\
    "revision":%s,"warnings":[]%s}\
    """
        .formatted(result, revision, more);
  }

  @Test
  void sendsTheDocumentAsItIsAndWhereItsPathsBegin() throws IOException {
    Path there = Files.createDirectory(repository.resolve("some where"));
    Files.move(repository.resolve("belay.yaml"), there.resolve("policy.yaml"));
    server.answer(APPLY, 202, applied("rollout", "\"r2\"", ""));
    server.answer(path("r2"), 200, rollout("r2", "Verifying"));

    Run run = Run.of(repository, "apply", "-f", "some where/policy.yaml", "--reason", "a & b");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("upload-service: r2 started").contains("spec.bake: 5m -> 7m");
    assertThat(server.requests().getFirst()).isEqualTo(APPLY + " kind: ReleasePolicy\n# ünïcödé\n");
    assertThat(server.queries().getFirst())
        .contains("dryRun=false")
        .contains("some%20where")
        .endsWith("reason=a%20%26%20b");
  }

  @ParameterizedTest
  @CsvSource({"Promoted,0", "RolledBack,2", "Blocked,3", "Inconclusive,4", "Stranded,5"})
  void waitingEndsWithTheRolloutsExitCode(String state, int exitCode) {
    server.answer(APPLY, 202, applied("rollout", "\"r2\"", ""));
    server.answer(path("r2"), 200, rollout("r2", state));

    Run run = Run.of(repository, "apply", "--wait", "--json");

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).contains(state).hasLineCount(1);
  }

  @Test
  void waitingForWhatIsUnchangedTellsHowItEndedThen() {
    server.answer(APPLY, 200, applied("unchanged", "\"r2\"", ""));
    server.answer(path("r2"), 200, rollout("r2", "RolledBack"));

    assertThat(Run.of(repository, "apply", "--wait").exitCode()).isEqualTo(2);
  }

  @Test
  void whatIsUnchangedButWasTakenBackIsSaid() {
    server.answer(APPLY, 200, applied("unchanged", "\"r2\"", ""));
    server.answer(path("r2"), 200, rollout("r2", "RolledBack"));

    Run run = Run.of(repository, "apply");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("upload-service: unchanged");
    assertThat(run.err()).contains("rollout retry upload-service r2");
  }

  @Test
  void aChangedPolicyAloneIsToldAndNotWaitedFor() {
    server.answer(APPLY, 200, applied("policy", "\"r2\"", ""));
    server.answer(path("r2"), 200, rollout("r2", "Observing"));

    Run run = Run.of(repository, "apply", "--wait");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("policy updated; no rollout");
  }

  @Test
  void errorsAreToldAsCompilersDo() {
    server.answer(
        APPLY,
        422,
        """
        {"title":"No","detail":"The policy document has 2 error(s); nothing was changed.","errors":[\
        {"line":12,"column":5,"pointer":"spec.steps[2]","message":"5 is not above 25: steps must \
        ascend","remedy":"Put the percentages in order."},\
        {"line":1,"column":1,"pointer":"","message":"not \\u001b[31mYAML","remedy":"Look there."}]}\
        """);

    Run run = Run.of(repository, "apply");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(
            "belay.yaml:12:5: spec.steps[2]: 5 is not above 25: steps must ascend\n"
                + "    Put the percentages in order.\n")
        .contains("belay.yaml:1:1: not [31mYAML")
        .contains("belay: The policy document has 2 error(s)")
        .doesNotContain("\033");
    assertThat(Run.of(repository, "apply", "--json").out()).startsWith("{").hasLineCount(1);
  }

  @Test
  void warningsAreToldBesideTheResult() {
    server.answer(
        APPLY,
        200,
        applied("unchanged", "null", "")
            .replace(
                "\"warnings\":[]",
                "\"warnings\":[{\"line\":3,\"column\":4,\"pointer\":\"p\",\"message\":\"doubtful\","
                    + "\"remedy\":\"refer\"}]"));

    Run run = Run.of(repository, "apply");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("warning: belay.yaml:3:4: p: doubtful\n    refer");
  }

  @Test
  void aDryRunSaysSo() {
    server.answer(
        APPLY, 200, applied("rollout", "null", "").replace("\"dryRun\":false", "\"dryRun\":true"));

    Run run = Run.of(repository, "apply", "--dry-run");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("would start a rollout (dry run: nothing was changed)");
    assertThat(server.queries().getFirst()).contains("dryRun=true");
    assertThat(Run.of(repository, "apply", "--dry-run", "--wait").exitCode()).isEqualTo(64);
  }

  @Test
  void aRolloutUnderWayIsToldInItsOwnWords() {
    server.answer(APPLY, 409, "{\"title\":\"Conflict\",\"detail\":\"A rollout is under way.\"}");

    Run run = Run.of(repository, "apply");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("A rollout is under way.").doesNotContain("Exception");
  }

  @Test
  void whatIsNoDocumentIsNotSent() throws IOException {
    Files.write(repository.resolve("latin.yaml"), "ä".getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(repository.resolve("large.yaml"), "#".repeat(256 * 1024 + 1));

    for (String file : new String[] {"none.yaml", "latin.yaml", "large.yaml", ".belay"}) {
      Run run = Run.of(repository, "apply", "-f", file);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains(file).doesNotContain("Exception");
    }
    assertThat(server.requests()).isEmpty();
  }
}
