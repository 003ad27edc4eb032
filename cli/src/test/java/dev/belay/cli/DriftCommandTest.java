package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.client.FakeControlPlane;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftCommandTest {

  private static final String CURRENT = "GET /api/v1/services/shop/restarts/current";
  private static final String NONE =
      "{\"service\":\"shop\",\"drift\":false,\"revision\":\"r1\",\"findings\":[],\"ruledOut\":[],"
          + "\"patrol\":{\"restart\":false,\"restartsPerHour\":6,\"state\":\"nothing-to-do\",\"detail\":\"\"},"
          + "\"restart\":null}";
  private static final String STALE =
      """
      {"service":"shop","drift":true,"revision":"r1","findings":[{"kind":"StaleConfiguration",\
      "settings":["API_KEY","LEVEL"],"instances":["shop-r1-0"],"since":"2026-11-22T12:00:00Z",\
      "message":"shop-r1-0 still runs with other values","remedy":"./belay restart shop"}],\
      "ruledOut":[{"what":"image","why":"it runs r1"}],\
      "patrol":{"restart":false,"restartsPerHour":6,"state":"left-to-people","detail":"no leave"},\
      "restart":null}\
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
  void staleSettingsEndWith3AndAreNamedWithTheirTime() {
    server.answer("GET /api/v1/services/shop/drift", 200, STALE);

    Run run = Run.of(repository, "drift", "shop");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    assertThat(run.out())
        .contains("StaleConfiguration")
        .contains("2026-11-22T12:00:00Z")
        .contains("API_KEY, LEVEL")
        .contains("./belay restart shop")
        .contains("not the cause: image (it runs r1)")
        .contains("patrol: left-to-people: no leave");
    assertThat(Run.of(repository, "drift", "shop", "--json").out().strip()).isEqualTo(STALE);
  }

  @Test
  void allServicesAreComparedWithoutAName() {
    server.answer("GET /api/v1/drift", 200, "{\"services\":[" + NONE + "]}");
    Run none = Run.of(repository, "drift");
    assertThat(none.exitCode()).as(none.err()).isZero();
    assertThat(none.out()).contains("shop").contains("none");

    server.answer("GET /api/v1/drift", 200, "{\"services\":[" + NONE + "," + STALE + "]}");
    assertThat(Run.of(repository, "drift").exitCode()).isEqualTo(3);
  }

  @Test
  void whatPatrolsSaidBeforeIsListed() {
    server.answer(
        "GET /api/v1/services/shop/drift/history",
        200,
        """
        {"verdicts":[{"at":"2026-11-22T12:05:00Z","revision":"r1","findings":[],\
        "state":"nothing-to-do","detail":"","outcome":"done"},\
        {"at":"2026-11-22T12:00:00Z","revision":"r1","findings":[{"kind":"MigrationDrift",\
        "settings":[],"instances":[],"since":null,"message":"it lacks V7","remedy":"apply it"}],\
        "state":"left-to-people","detail":"","outcome":"interrupted"}]}\
        """);

    Run run = Run.of(repository, "drift", "shop", "--history", "--limit", "3");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsSubsequence("2026-11-22T12:05:00Z", "none", "nothing-to-do")
        .containsSubsequence("MigrationDrift", "left-to-people (interrupted)", "it lacks V7");
    assertThat(Run.of(repository, "drift", "--history").exitCode()).isEqualTo(64);
    assertThat(Run.of(repository, "drift", "shop", "--history", "--limit", "51").err())
        .contains("--limit is 1 to 50, not 51.");
  }

  @Test
  void aRestartIsAskedForWithItsReasonAndAwaited() {
    server.answer("POST /api/v1/services/shop/restarts", 202, restart(7, "growing", false, null));
    var asked = new AtomicInteger();
    server.misbehave(
        CURRENT,
        exchange -> {
          boolean last = asked.incrementAndGet() == 3;
          byte[] body =
              restart(7, last ? "done" : "replacing", last, null)
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });

    Run run = Run.of(repository, "restart", "shop", "--reason", "new key", "--wait");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("shop: it is done.");
    assertThat(server.requests())
        .containsExactly("POST /api/v1/services/shop/restarts {\"reason\":\"new key\"}");
  }

  @Test
  void aRestartThatIsGivenUpEndsWith4() {
    server.answer("POST /api/v1/services/shop/restarts", 202, restart(7, "growing", false, null));
    server.answer(CURRENT, 200, restart(7, "shrinking", false, "shop-r1-0 was not ready in time"));

    Run run = Run.of(repository, "restart", "shop", "--reason", "new key", "--wait");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
    assertThat(run.out()).contains("given up");
  }

  @Test
  void waitingEndsAtItsTimeAndWhenAnotherTookOver() {
    server.answer("POST /api/v1/services/shop/restarts", 202, restart(7, "growing", false, null));
    server.answer(CURRENT, 200, restart(7, "replacing", false, null));
    assertThat(
            Run.of(repository, "restart", "shop", "--reason", "x", "--wait", "--timeout", "1s")
                .exitCode())
        .isEqualTo(1);

    server.answer(CURRENT, 200, restart(8, "growing", false, null));
    Run other = Run.of(repository, "restart", "shop", "--reason", "x", "--wait");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("Another restart");
  }

  @Test
  void withoutAReasonNothingIsAskedFor() {
    assertThat(Run.of(repository, "restart", "shop").exitCode()).isEqualTo(64);
    assertThat(Run.of(repository, "restart", "shop", "--reason", "x", "--timeout", "1s").exitCode())
        .isEqualTo(64);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void whatIsRefusedIsSaid() {
    server.answer(
        "POST /api/v1/services/shop/restarts",
        409,
        "{\"title\":\"Conflict\",\"detail\":\"shop is frozen by ann: sale.\"}");

    Run run = Run.of(repository, "restart", "shop", "--reason", "x");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("shop is frozen by ann: sale.");
  }

  private static String restart(int number, String state, boolean ended, String failure) {
    return """
    {"number":%d,"service":"shop","revision":"r1","state":"%s","ended":%s,"detail":"it is %s",\
    "failure":%s,"instances":["shop-r1-0"],"by":"operator","reason":"new key"}\
    """
        .formatted(number, state, ended, state, failure == null ? "null" : '"' + failure + '"');
  }
}
