package dev.belay.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.cli.terminal.Terminal;
import dev.belay.drills.load.LostUploads;
import dev.belay.drills.load.UploadTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With a real client's load; control plane and service are played by one server. */
class DrillRunTest {

  private final Drill good = Catalogue.named("good-revision").orElseThrow();
  private final Drill bad = Catalogue.named("all-500-but-ready").orElseThrow();
  private FakeBelay belay;

  @BeforeEach
  void start() throws IOException {
    belay = new FakeBelay();
  }

  @AfterEach
  void stop() {
    belay.close();
  }

  private Report hold(Drill drill) throws InterruptedException {
    var nowhere = new PrintWriter(Writer.nullWriter());
    var terminal = new Terminal(nowhere, nowhere, false, false, false);
    try (Stage stage = belay.stage()) {
      var lost =
          new LostUploads(
              (UploadTarget) stage.target(), Duration.ofMillis(200), Duration.ofMillis(50));
      return new DrillRun(
              stage,
              drill,
              Path.of("/variant.jar"),
              Policy.committed(),
              300,
              lost,
              terminal.progress())
          .hold();
    }
  }

  private void fails() {
    belay.script.mark = "all-500-but-ready";
    belay.script.failing = true;
    belay.script.end = "RolledBack";
    belay.script.cause = "{\"type\":\"ErrorRegression\",\"summary\":\"\",\"detail\":{}}";
    belay.script.incident = incident("ServiceDown", "CORS");
  }

  private static String incident(String cause, String ruledOut) {
    return """
    {"cause":"%s","causeDetail":{"share":"1"},"summary":"","complete":true,\
    "ruledOut":[{"what":"%s","why":"it was seen"}]}\
    """
        .formatted(cause, ruledOut);
  }

  @Test
  void aCauseThatIsNotRuledOutAsItMustBeFails() throws InterruptedException {
    fails();
    belay.script.incident = incident("ServiceDown", "database");

    Report report = hold(bad);

    assertThat(report.passed()).isFalse();
    assertThat(report.why()).contains("not ruled out: CORS");
  }

  @Test
  void withoutAnIncidentTheRolloutsOwnCauseCounts() throws InterruptedException {
    fails();
    belay.script.incident = "";

    Report report = hold(bad);

    assertThat(report.cause()).isEqualTo("ErrorRegression");
    assertThat(report.ruledOut()).isEmpty();
    assertThat(report.passed()).isFalse();
  }

  @Test
  void aGoodRevisionThatIsPromotedPassesAndIsUndone() throws InterruptedException {
    Report report = hold(good);

    assertThat(report.passed()).as(report.why()).isTrue();
    assertThat(belay.calls).hasSize(2);
    assertThat(belay.calls.getFirst())
        .startsWith("/api/v1/services/upload-service/rollouts ")
        .contains("\"artifact\":\"/variant.jar\"")
        .contains("\"stepDuration\":\"3s\"")
        .doesNotContain("good-revision")
        .doesNotContain("alpha");
    assertThat(belay.calls.getLast()).startsWith("/api/v1/services/upload-service/undo");
  }

  @Test
  void aBadRevisionThatIsTakenBackPasses() throws InterruptedException {
    fails();

    Report report = hold(bad);

    assertThat(report.passed()).as(report.why()).isTrue();
    assertThat(report.failedRequests()).isGreaterThanOrEqualTo(60);
    assertThat(report.secondsToSafe()).isPositive();
    assertThat(belay.calls).hasSize(1);
    assertThat(belay.mended)
        .containsExactly(
            "DELETE /api/v1/services/upload-service/quarantine/r2",
            "POST /api/v1/safety/breaker/reset");
  }

  @Test
  void theReportIsOneLineWithTheAgreedFields() throws InterruptedException {
    fails();

    String line = hold(bad).toJson();

    JsonNode json = new JsonMapper().readTree(line);
    assertThat(line).doesNotContain("\n");
    assertThat(json.propertyNames())
        .containsExactly(
            "drill",
            "verdict",
            "cause",
            "causeDetail",
            "ruledOut",
            "secondsToSafe",
            "failedRequests",
            "lostRequests",
            "causeAsserted",
            "expected",
            "passed",
            "why");
    assertThat(json.path("verdict").stringValue()).isEqualTo("rolled-back");
    assertThat(json.path("cause").stringValue()).isEqualTo("ServiceDown");
    assertThat(json.path("causeDetail").toString()).isEqualTo("{\"share\":\"1\"}");
    assertThat(json.path("ruledOut").toString()).isEqualTo("[\"CORS\"]");
    assertThat(json.path("expected").toString())
        .isEqualTo("{\"verdict\":\"rolled-back\",\"cause\":\"ServiceDown\"}");
    assertThat(json.path("causeAsserted").booleanValue()).isTrue();
  }

  @Test
  void anotherCauseThanTheExpectedOneFailsWhereItIsAsserted() throws InterruptedException {
    fails();
    belay.script.incident = incident("Unknown", "CORS");

    Report report = hold(bad);

    assertThat(report.passed()).isFalse();
    assertThat(report.why()).contains("cause is Unknown, expected ServiceDown");
  }

  @Test
  void aBadRevisionThatIsPromotedFailsAndIsUndone() throws InterruptedException {
    fails();
    belay.script.end = "Promoted";

    Report report = hold(bad);

    assertThat(report.passed()).isFalse();
    assertThat(report.why()).contains("verdict is promoted, expected rolled-back");
    assertThat(belay.calls).last().asString().contains("/undo");
  }

  @Test
  void anAcceptedUploadThatIsNotFoundAfterwardsFails() throws InterruptedException {
    belay.script.losing = true;

    Report report = hold(good);

    assertThat(report.passed()).isFalse();
    assertThat(report.lostRequests()).isPositive();
    assertThat(report.why()).contains("accepted uploads are lost");
  }

  @Test
  void aHoldIsReadAndThenAborted() throws InterruptedException {
    belay.script.end = "Held";

    Report report = hold(good);

    assertThat(report.verdict()).isEqualTo(Verdict.HELD);
    assertThat(report.passed()).isFalse();
    assertThat(belay.calls).last().asString().contains("/r2/abort");
  }

  @Test
  void aFaultThatNobodySawIsNotAPass() throws InterruptedException {
    fails();
    belay.script.marked = false;

    Report report = hold(bad);

    assertThat(report.passed()).isFalse();
    assertThat(report.why()).startsWith("could not run: no request");
  }

  @Test
  void aRefusedReleaseIsNotAPass() throws InterruptedException {
    belay.script.startStatus = 409;

    Report report = hold(good);

    assertThat(report.passed()).isFalse();
    assertThat(report.verdict()).isNull();
    assertThat(report.why()).startsWith("could not run: no");
  }

  @Test
  void nothingIsReleasedWhileRequestsFail() throws InterruptedException {
    belay.script.refuseUploads = true;

    assertThat(hold(good).why())
        .contains("before anything was released", "the last failure: status 503");
    assertThat(belay.calls).isEmpty();
  }

  @Test
  void nothingIsReleasedOnAServiceThatIsNotServed() throws InterruptedException {
    belay.script.stableState = "Degraded";

    assertThat(hold(good).why()).contains("not served as it should be: Degraded");
    assertThat(belay.calls).isEmpty();
  }

  @Test
  void anUndoThatDoesNotSucceedFailsTheDrill() throws InterruptedException {
    belay.script.undoEnd = "RolledBack";

    Report report = hold(good);

    assertThat(report.passed()).isFalse();
    assertThat(report.why()).contains("not left as it was found");
  }

  @Test
  void anInterruptPutsEverythingBackFirst() throws InterruptedException {
    belay.script.requestsUntilEnd = Long.MAX_VALUE;
    Thread drill = Thread.currentThread();
    Thread.ofVirtual()
        .start(() -> {
          while (belay.calls.isEmpty()) {
            Thread.onSpinWait();
          }
          drill.interrupt();
        });

    assertThatThrownBy(() -> hold(good)).isInstanceOf(InterruptedException.class);
    assertThat(belay.calls).last().asString().contains("/r2/abort");
  }
}
