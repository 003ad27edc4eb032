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

class VerifyCommandTest {

  private static final String VERIFICATIONS = "POST /api/v1/services/shop/verifications";

  @TempDir private Path repository;
  private FakeControlPlane server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeControlPlane();
    Run.homeOf(server, repository);
    Files.writeString(repository.resolve("new.jar"), "a build");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run verify(String... more) {
    String[] command = {"verify", "shop", "--artifact", "new.jar"};
    String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return Run.of(repository, all);
  }

  @Test
  void whatIsBlockedEndsWith3AndSaysAllThatIsWrong() {
    server.answer(
        VERIFICATIONS,
        200,
        """
        {"service":"shop","artifact":"new.jar","digest":"sha256:ab","passed":false,"findings":[\
        {"level":"blocker","rule":"MissingSetting","message":"API_KEY is not set","remedy":"Set API_KEY.","evidence":{"settings":"API_KEY"}},\
        {"level":"note","rule":"PendingMigration","message":"V7 is not applied yet","remedy":"Nothing to do."}]}\
        """);

    Run run = verify("--env", "LEVEL=debug", "--migrations", "apply");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    assertThat(run.out())
        .contains("blocker  MissingSetting             API_KEY is not set")
        .contains("Set API_KEY.")
        .contains("note     PendingMigration           V7 is not applied yet")
        .contains("new.jar would be blocked: 1 blocker(s).");
    assertThat(server.requests().getFirst())
        .contains("\"settings\":{\"LEVEL\":\"debug\"}", "\"policy\":{\"migrations\":\"apply\"}");
  }

  @Test
  void whatPassesEndsWith0() {
    String answer =
        "{\"service\":\"shop\",\"artifact\":\"new.jar\",\"digest\":\"sha256:ab\",\"passed\":true,\"findings\":[]}";
    server.answer(VERIFICATIONS, 200, answer);

    Run run = verify();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("new.jar would pass the gates of shop.");
    server.answer(VERIFICATIONS, 200, answer);
    assertThat(verify("--json").out().strip()).isEqualTo(answer);
  }

  @Test
  void historyTellsWhoAskedWhenAndWhatEachGateSaid() {
    String answer =
        "{\"verifications\":[{\"revision\":\"r7\",\"digest\":\"sha256:0123456789abcdef\",\"attempt\":1,"
            + "\"occasion\":\"release\",\"by\":\"operator\",\"startedAt\":\"2026-11-23T17:00:00.123Z\","
            + "\"endedAt\":\"2026-11-23T17:00:05Z\",\"outcome\":\"blocked\",\"gates\":[{\"gate\":\"configuration\","
            + "\"startedAt\":\"2026-11-23T17:00:00.200Z\",\"millis\":4210,\"verdict\":\"blocked\",\"findings\":["
            + "{\"level\":\"blocker\",\"rule\":\"MissingSetting\",\"message\":\"API_KEY is not set\",\"remedy\":\"Set API_KEY.\"}]}]}]}";
    server.answer("GET /api/v1/services/shop/verifications", 200, answer);

    Run run = Run.of(repository, "verify", "shop", "--history", "--limit", "3");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "2026-11-23T17:00:00Z  r7        release   operator       sha256:0123456789ab  blocked")
        .contains("  configuration  blocked       4210 ms")
        .contains("    blocker  MissingSetting             API_KEY is not set");
    assertThat(server.queries().getFirst()).isEqualTo("limit=3");
    server.answer("GET /api/v1/services/shop/verifications", 200, answer);
    assertThat(Run.of(repository, "verify", "shop", "--history", "--limit", "3", "--json").out())
        .isEqualToIgnoringNewLines(answer);
  }

  @Test
  void eitherAnArtifactOrTheHistory() {
    assertThat(Run.of(repository, "verify", "shop").err()).contains("--artifact JAR or --history");
    assertThat(verify("--history").err()).contains("--artifact JAR or --history");
    assertThat(Run.of(repository, "verify", "shop", "--history", "--limit", "51").err())
        .contains("--limit is 1 to 50, not 51");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aMissingArtifactIsSaidAndNothingIsAsked() {
    Run run = Run.of(repository, "verify", "shop", "--artifact", "no.jar");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("No such artifact");
    assertThat(server.requests()).isEmpty();
  }
}
