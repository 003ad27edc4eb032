package dev.belay.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.Waited;
import dev.belay.drills.load.Tally;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

  private final Drill good = Catalogue.named("good-revision").orElseThrow();
  private final Drill bad = Catalogue.named("all-500-but-ready").orElseThrow();

  private static Rollout rollout(String state, String digest, BigDecimal secondsToSafe) {
    return new Rollout(
        "upload-service",
        "r2",
        state,
        "",
        null,
        null,
        digest,
        null,
        null,
        null,
        null,
        state.equals("Promoted") ? null : new Rollout.Cause("Unknown", "", "{}"),
        null,
        secondsToSafe,
        List.of(),
        List.of(),
        null,
        "{}");
  }

  private static Tally tally(long answered, long failed, long marked, long markedFailures) {
    return new Tally(
        answered,
        failed,
        0,
        10,
        marked,
        markedFailures,
        0,
        Duration.ofSeconds(10),
        failed == 0 ? null : Duration.ofMillis(1_240),
        null);
  }

  private static Observed ended(String state, Tally tally) {
    return new Observed(
        new Waited.Ended(rollout(state, "sha256:b", null)), "sha256:a", tally, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "Promoted,PROMOTED",
    "RolledBack,ROLLED_BACK",
    "Blocked,BLOCKED",
    "Inconclusive,HELD"
  })
  void everyEndIsAVerdict(String state, Verdict verdict) {
    assertThat(Judge.judge(good, ended(state, tally(600, 0, 50, 0))).verdict()).isEqualTo(verdict);
  }

  @Test
  void strandedAndTimedOutAreNoVerdictAndNoPass() {
    Tally tally = tally(600, 0, 50, 0);
    var stranded = new Waited.Stranded(rollout("Stranded", "sha256:b", null));

    Report strandedReport = Judge.judge(bad, new Observed(stranded, "sha256:a", tally, List.of()));
    Report timedOut =
        Judge.judge(bad, new Observed(new Waited.TimedOut(null), "sha256:a", tally, List.of()));

    assertThat(strandedReport.verdict()).isNull();
    assertThat(strandedReport.passed()).isFalse();
    assertThat(strandedReport.why()).contains("none (Stranded");
    assertThat(timedOut.passed()).isFalse();
    assertThat(timedOut.why()).contains("was never seen");
  }

  @Test
  void tooLittleLoadIsNotAPass() {
    Report report = Judge.judge(good, ended("Promoted", tally(499, 0, 50, 0)));

    assertThat(report.passed()).isFalse();
    assertThat(report.why()).startsWith("could not run: the client reached fewer than 50");
  }

  @Test
  void whereNobodyIsToAskAskingIsWhatSpoilsIt() {
    Drill silent = Catalogue.named("no-traffic").orElseThrow();
    var held = new Waited.HeldTooLong(rollout("Held", "sha256:b", null));

    Report quiet =
        Judge.judge(silent, new Observed(held, "sha256:a", tally(0, 0, 0, 0), List.of()));
    Report asked =
        Judge.judge(silent, new Observed(held, "sha256:a", tally(1, 0, 0, 0), List.of()));

    assertThat(quiet.verdict()).isEqualTo(Verdict.HELD);
    assertThat(quiet.why()).doesNotContain("could not run").contains("cause is Unknown");
    assertThat(asked.why()).startsWith("could not run: somebody asked");
  }

  @Test
  void whatBothShareMustHaveFailedForBoth() {
    Drill shared = Catalogue.named("dependency-down").orElseThrow();
    var held = new Waited.HeldTooLong(rollout("Held", "sha256:b", null));

    Report both =
        Judge.judge(shared, new Observed(held, "sha256:a", tally(10, 9, 5, 5), List.of()));
    Report one = Judge.judge(shared, new Observed(held, "sha256:a", tally(10, 5, 5, 5), List.of()));

    assertThat(both.why()).doesNotContain("could not run");
    assertThat(one.why()).startsWith("could not run: no request");
  }

  @Test
  void theStableContentAgainIsNotADrill() {
    var same =
        new Observed(
            new Waited.Ended(rollout("Promoted", "sha256:a", null)),
            "sha256:a",
            tally(600, 0, 50, 0),
            List.of());

    assertThat(Judge.judge(good, same).why())
        .startsWith("could not run: the revision has the same");
  }

  @Test
  void aGoodRevisionMustHaveServedWithout5xx() {
    assertThat(Judge.judge(good, ended("Promoted", tally(600, 0, 0, 0))).passed()).isFalse();
    assertThat(Judge.judge(good, ended("Promoted", tally(600, 20, 20, 20))).passed()).isFalse();
    assertThat(Judge.judge(good, ended("Promoted", tally(600, 0, 1, 0))).passed()).isTrue();
  }

  @Test
  void aWrongVerdictIsTheNewsEvenIfTheFaultWasNotSeen() {
    assertThat(Judge.judge(bad, ended("Blocked", tally(600, 0, 0, 0))).why())
        .startsWith("verdict is blocked, expected rolled-back");
  }

  @Test
  void theControlPlanesTimeComesBeforeTheClients() {
    Tally failing = tally(600, 9, 9, 9);
    var told =
        new Observed(
            new Waited.Ended(rollout("RolledBack", "sha256:b", new BigDecimal("0.7"))),
            "sha256:a",
            failing,
            List.of());

    assertThat(Judge.judge(bad, told).secondsToSafe()).isEqualByComparingTo("0.7");
    assertThat(Judge.judge(bad, ended("RolledBack", failing)).secondsToSafe())
        .isEqualByComparingTo("1.2");
    assertThat(Judge.judge(good, ended("Promoted", tally(600, 0, 9, 0))).secondsToSafe()).isNull();
  }
}
