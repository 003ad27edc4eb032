package dev.belay.cli;

import static dev.belay.cli.client.FakeControlPlane.path;
import static dev.belay.cli.client.FakeControlPlane.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.client.FakeControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutCommandTest {

  private static final String START = "POST /api/v1/services/upload-service/rollouts";
  @TempDir private Path repository;
  private FakeControlPlane server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeControlPlane();
    Run.homeOf(server, repository);
    Files.writeString(repository.resolve("new.jar"), "a jar");
    server.answer(START, 202, rollout("r2", "Verifying"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run startAndWait(String... more) {
    String[] arguments = {
      "rollout", "start", "upload-service", "--artifact", "new.jar", "--wait", "--json"
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Run.of(repository, all);
  }

  @ParameterizedTest
  @CsvSource({
    "Promoted,,0",
    "RolledBack,,2",
    "Blocked,,3",
    "Inconclusive,,4",
    "Held,2020-01-01T00:00:00Z,4",
    "Stranded,,5"
  })
  void theExitCodeTellsHowItEnded(String state, String deadline, int exitCode) {
    String more = deadline == null ? "" : ",\"deadline\":\"" + deadline + "\"";
    server.answer(path("r2"), 200, rollout("r2", state, more));

    Run run = startAndWait();

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out())
        .startsWith("{\"service\":\"upload-service\"")
        .contains(state)
        .hasLineCount(1);
  }

  @Test
  void anAbortedRolloutCountsAsRolledBack() {
    server.answer(
        path("r2"), 200, rollout("r2", "RolledBack").replace("\"rolled-back\"", "\"aborted\""));

    assertThat(startAndWait().exitCode()).isEqualTo(2);
  }

  @Test
  void aTimeOutLeavesTheRolloutGoingAndSaysSo() {
    server.answer(path("r2"), 200, rollout("r2", "Observing"));

    Run run = startAndWait("--timeout", "1ms");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the rollout goes on");
    assertThat(server.requests()).noneMatch(request -> request.contains("abort"));
  }

  @Test
  void withoutWaitingItIsEnoughThatItWasTakenOn() {
    Run run = Run.of(repository, "rollout", "start", "upload-service", "--artifact", "new.jar");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("upload-service r2: Verifying");
  }

  @ParameterizedTest
  @CsvSource({
    "400,Not a policy.",
    "404,No such service.",
    "409,Another rollout is under way.",
    "422,No such artifact."
  })
  void aNoIsToldInItsOwnWords(int status, String detail) {
    server.answer(START, status, "{\"title\":\"No\",\"detail\":\"" + detail + "\"}");

    Run run = startAndWait();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(detail).doesNotContain("Exception");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anArtifactThatIsMissingOrNotAFileChangesNothing() throws IOException {
    Files.createDirectory(repository.resolve("directory.jar"));

    Run missing = Run.of(repository, "rollout", "start", "upload-service", "--artifact", "no.jar");
    Run directory =
        Run.of(repository, "rollout", "start", "upload-service", "--artifact", "directory.jar");

    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("No such artifact").contains("no.jar");
    assertThat(directory.exitCode()).isEqualTo(1);
    assertThat(directory.err()).contains("is not a file");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void sendsSettingsPolicyAndReason() throws IOException {
    Files.writeString(repository.resolve("quick.json"), "{\"bake\":\"1s\"}");

    Run.of(
        repository,
        Map.of("API_KEY", "from-here"),
        "",
        "rollout",
        "start",
        "upload-service",
        "--artifact",
        "new.jar",
        "--env",
        "A=b=c",
        "--env",
        "API_KEY",
        "--instances",
        "2",
        "--policy",
        "quick.json",
        "--reason",
        "why");

    assertThat(server.requests())
        .singleElement()
        .asString()
        .contains("\"settings\":{\"A\":\"b=c\",\"API_KEY\":\"from-here\"}")
        .contains("\"instances\":2")
        .contains("\"policy\":{\"bake\":\"1s\"}")
        .contains("\"reason\":\"why\"")
        .contains("\"artifact\":\"" + repository.resolve("new.jar") + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "--timeout,5s,only with --wait",
    "--instances,0,1 to 20",
    "--instances,21,1 to 20",
    "--env,1A=b,Not a setting's name",
    "--env,NOT_SET_ANYWHERE,has no value here"
  })
  void saysWhatIsWrongWithAnOption(String option, String value, String expected) {
    Run run =
        Run.of(
            repository,
            "rollout",
            "start",
            "upload-service",
            "--artifact",
            "new.jar",
            option,
            value);

    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).contains(expected).contains("--help");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aPolicyThatIsNotJsonIsNotSent() throws IOException {
    Files.writeString(repository.resolve("bad.json"), "steps: 10");

    Run run = startAndWait("--policy", "bad.json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("bad.json is not JSON");
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"pause", "resume", "promote", "abort"})
  void steersTheNewestRolloutByItsRevision(String verb) {
    server.answer(path("current"), 200, rollout("r7", "Observing"));
    server.answer(
        "POST /api/v1/services/upload-service/rollouts/r7/" + verb,
        202,
        rollout("r7", "Observing"));

    Run run = Run.of(repository, "rollout", verb, "upload-service", "--reason", "why");

    assertThat(run.exitCode()).isZero();
    assertThat(server.requests())
        .last()
        .asString()
        .endsWith("r7/" + verb + " {\"reason\":\"why\"}");
  }

  @Test
  void undoIsANewRolloutThatCanBeWaitedFor() {
    server.answer("POST /api/v1/services/upload-service/undo", 202, rollout("r8", "Verifying"));
    server.answer(path("r8"), 200, rollout("r8", "Promoted"));

    Run run = Run.of(repository, "rollout", "undo", "upload-service", "--wait");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("upload-service r8: Promoted");
  }

  @Test
  void showsARolloutForPeople() {
    server.answer(
        path("r2"),
        200,
        rollout(
            "r2",
            "RolledBack",
            ",\"cause\":{\"type\":\"ServiceDown\",\"summary\":\"it answers \\u001b[31m500\"}"));

    server.answer(
        path("r2") + "/incident",
        200,
        """
        {"cause":"MissingSetting","causeDetail":{"settings":"API_KEY"},"summary":"API_KEY is not set\\u001b[0m",
         "ruledOut":[{"what":"image","why":"it ran"},{"what":"database","why":"up"}],"complete":false}
        """);

    Run run = Run.of(repository, "rollout", "status", "upload-service", "--revision", "r2");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "incident   MissingSetting: API_KEY is not set[0m; ruled out: image, database;"
                + " not all evidence could be collected")
        .contains("upload-service r2: RolledBack")
        .contains("ServiceDown: it answers [31m500")
        .contains("41 succeeded, 1 refused, 2 failed, 3 unanswered")
        .doesNotContain("\033");
  }

  @Test
  void aRolloutIsShownThoughItsIncidentCannotBeTold() {
    String cause = ",\"cause\":{\"type\":\"ServiceDown\",\"summary\":\"all failed\"}";
    server.answer(path("r2"), 200, rollout("r2", "RolledBack", cause));
    server.answer(path("r2") + "/incident", 500, "{}");

    Run run = Run.of(repository, "rollout", "status", "upload-service", "--revision", "r2");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("ServiceDown: all failed").doesNotContain("incident");
  }

  @Test
  void nothingUpIsAClearError() throws IOException {
    Files.delete(repository.resolve(".belay/credentials.json"));

    Run run = startAndWait();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("Nothing is up").contains("./belay up");
  }
}
