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

class SafetyCommandTest {

  private static final String SAFETY =
      """
      {"killSwitch":{"pulled":false,"file":"f"},"breaker":{"open":true,"rollbacks":5,"limit":5,\
      "window":"PT1H"},"freezes":[{"service":null,"by":"ann","reason":"sale","since":"2026-11-22T12:00:00Z"}],\
      "quarantine":[{"service":"shop","revision":"r7","artifact":"shop.jar","digest":"sha256:ab",\
      "cause":"readiness failed","since":"2026-11-22T12:00:00Z"}],\
      "disputed":[{"service":"shop","revision":"r6","by":"ann","reason":"the disk","at":"2026-11-22T12:00:00Z"}],\
      "rollbacks":[{"service":"shop","takenBack":7,"disputed":1}]}\
      """;

  @TempDir private Path repository;
  private FakeControlPlane server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeControlPlane();
    Run.homeOf(server, repository);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsWhatKeepsBelayFromActing() {
    server.answer("GET /api/v1/safety", 200, SAFETY);

    assertThat(Run.of(repository, "safety").out())
        .contains("kill switch  not pulled")
        .contains("breaker      open, people decide: 5 of 5 rollbacks in 1h")
        .contains("frozen       everything by ann since 2026-11-22T12:00:00Z: sale")
        .contains("quarantine   shop r7 (shop.jar): readiness failed")
        .contains("rollbacks    shop: 7, of which 1 disputed")
        .contains("disputed     shop r6 by ann: the disk");
    assertThat(Run.of(repository, "safety", "--json").out().strip()).isEqualTo(SAFETY.strip());
  }

  @Test
  void theKillSwitchNeedsNoControlPlane() throws IOException {
    server.close();
    Path file = repository.resolve(".belay/kill-switch");

    Run pulled = Run.of(repository, "safety", "kill", "--reason", "it is wrong");
    assertThat(pulled.exitCode()).as(pulled.err()).isZero();
    assertThat(Files.readString(file)).startsWith("it is wrong");

    assertThat(Run.of(repository, "safety", "unkill").out()).contains("acts again");
    assertThat(file).doesNotExist();
    assertThat(Run.of(repository, "safety", "unkill").out()).contains("was not pulled");
  }

  @Test
  void theKillSwitchOfNoHomeIsRefused() {
    Run run = Run.of(repository, "safety", "--home", "elsewhere", "kill");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("is no home of Belay");
    assertThat(repository.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void freezesOneServiceOrEverything() {
    server.answer("POST /api/v1/safety/freezes", 200, "{}");

    Run.of(repository, "freeze", "shop", "--reason", "sale");
    Run.of(repository, "freeze");

    assertThat(server.requests())
        .containsExactly(
            "POST /api/v1/safety/freezes {\"service\":\"shop\",\"reason\":\"sale\"}",
            "POST /api/v1/safety/freezes {\"service\":null,\"reason\":null}");
  }

  @Test
  void disputesARollbackAndTakesThatBack() {
    server.answer("POST /api/v1/services/shop/rollouts/r7/dispute", 200, "{}");
    server.answer("DELETE /api/v1/services/shop/rollouts/r7/dispute", 200, "{\"ended\":true}");

    Run said = Run.of(repository, "rollout", "dispute", "shop", "r7", "--reason", "the disk");
    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out()).contains("The rollback of shop r7 is disputed.");
    Run back = Run.of(repository, "rollout", "dispute", "shop", "r7", "--withdraw");
    assertThat(back.out()).contains("is not disputed any more");
    assertThat(server.requests().getFirst())
        .isEqualTo("POST /api/v1/services/shop/rollouts/r7/dispute {\"reason\":\"the disk\"}");
  }

  @Test
  void retriesAnEarlierRevisionByName() {
    server.answer(
        "POST /api/v1/services/shop/rollouts/r7/retry",
        202,
        """
        {"service":"shop","revision":"r8","state":"Verifying","detail":"",\
        "artifact":{"name":"a.jar","digest":"sha256:ab"}}\
        """);

    Run run = Run.of(repository, "rollout", "retry", "shop", "r7", "--reason", "the database");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("r8");
  }

  @Test
  void printsTheAuditLog() {
    server.answer(
        "GET /api/v1/audit",
        200,
        """
        {"entries":[{"at":"2026-11-22T12:00:00.123Z","by":"ann","service":"shop","action":"abort r7",\
        "why":"errors","outcome":"done"}]}\
        """);

    assertThat(Run.of(repository, "audit").out())
        .contains("2026-11-22T12:00:00Z")
        .contains("abort r7")
        .contains("done (errors)");
  }
}
