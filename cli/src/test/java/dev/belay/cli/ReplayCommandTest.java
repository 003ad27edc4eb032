package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.client.FakeControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {

  private static final String REPLAYS = "POST /api/v1/replays";
  private static final String ANSWER =
      """
      {"service":"shop","summary":{"replayed":3,"then":{"takenBack":2,"failedRequests":1504},\
      "now":{"takenBack":1,"failedRequests":3},"disputed":{"rollbacks":1,"takenBackAgain":0}},"releases":[\
      {"revision":"r9","startedAt":"2026-11-22T12:00:00Z","state":"RolledBack","disputed":false,\
      "then":{"outcome":"rolled-back","cause":"Aborted","seconds":600.0,"failedRequests":1500},\
      "now":{"outcome":"rolled-back","draws":20,"outcomes":{"rolled-back":19,"held":1},\
      "cause":"ErrorRegression","why":"r9 fails more often","seconds":{"median":31.4,"p95":60.0},\
      "failedRequests":{"median":3.0,"p95":5.0}}},\
      {"revision":"r8","startedAt":"2026-11-22T11:00:00Z","state":"RolledBack","disputed":true,\
      "then":{"outcome":"rolled-back","cause":"ErrorRegression","seconds":12.0,"failedRequests":4},\
      "now":{"outcome":"promoted","draws":1,"outcomes":{"promoted":1},\
      "seconds":{"median":200.0,"p95":200.0},"failedRequests":{"median":0.0,"p95":0.0}}},\
      {"revision":"r7","startedAt":"2026-11-22T10:00:00Z","state":"Blocked","disputed":false,\
      "notReplayed":"no request of users reached it"}]}\
      """;

  @TempDir private Path repository;
  private FakeControlPlane server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeControlPlane();
    Run.homeOf(server, repository);
    Files.writeString(repository.resolve("belay.yaml"), "kind: ReleasePolicy\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsEachReleaseThenAndWithThisPolicy() {
    server.answer(REPLAYS, 200, ANSWER);

    Run run = Run.of(repository, "replay", "belay.yaml", "--releases", "30");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("r9       rolled back after 10 min 0 s, 1500 failed: Aborted ")
        .contains("rolled back after 31 s, 3 failed: ErrorRegression [19 of 20]")
        .contains("r8       rolled back (disputed) after 12 s, 4 failed: ErrorRegression ")
        .contains("promoted after 3 min 20 s\n")
        .contains("r7       blocked ")
        .contains("not replayed: no request of users reached it")
        .contains(
            "shop, 3 release(s): 1 taken back, then 2; 3 failed requests, then 1504."
                + " Of 1 disputed rollback(s) it repeats 0.");
    assertThat(server.requests()).containsExactly(REPLAYS + " kind: ReleasePolicy\n");
    assertThat(server.queries().getFirst()).contains("releases=30").contains("directory=");
  }

  @Test
  void asJsonItIsTheAnswer() {
    server.answer(REPLAYS, 200, ANSWER);
    Run run = Run.of(repository, "replay", "belay.yaml", "--json");
    assertThat(run.out().strip()).isEqualTo(ANSWER.strip());
  }

  @Test
  void tellsAllThatIsWrongWithTheDocument() {
    server.answer(
        REPLAYS,
        422,
        """
        {"title":"Unprocessable","status":422,"detail":"The policy document has 1 error(s); nothing was changed.",\
        "errors":[{"line":3,"column":5,"pointer":"spec.alpha","message":"is above 0.2","remedy":"Use 0.001."}]}\
        """);
    Run run = Run.of(repository, "replay", "belay.yaml");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("belay.yaml:3:5").contains("Use 0.001.");
  }

  @Test
  void refusesWhatCannotBeBeforeItAsks() {
    assertThat(Run.of(repository, "replay", "belay.yaml", "--releases", "51").exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(Run.of(repository, "replay").exitCode()).isEqualTo(ExitCode.USAGE);
    Run none = Run.of(repository, "replay", "nowhere.yaml");
    assertThat(none.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(none.err()).contains("No such document");
    assertThat(server.requests()).isEmpty();
  }
}
