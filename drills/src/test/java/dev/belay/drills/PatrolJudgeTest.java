package dev.belay.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.client.Drift;
import dev.belay.drills.PatrolJudge.Seen;
import dev.belay.drills.load.Tally;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatrolJudgeTest {

  private static final String SINCE = "2026-11-22T12:00:00Z";
  private final Drill held = Catalogue.named("stale-config").orElseThrow();
  private final Drill restarted = Catalogue.named("stale-config-restart").orElseThrow();

  @Test
  void staleSettingsThatAreLeftToPeoplePass() {
    Report report = PatrolJudge.judge(held, seen(drift("left-to-people"), 20));

    assertThat(report.passed()).as(report.why()).isTrue();
    assertThat(report.verdict()).isEqualTo(Verdict.HELD);
    assertThat(report.cause()).isEqualTo("StaleConfiguration");
    assertThat(report.causeDetail()).contains("UPLOAD_APIKEYS", SINCE);
    assertThat(report.ruledOut()).containsExactly("missing settings", "image");
    assertThat(report.secondsToSafe()).isNull();
  }

  @Test
  void aRestartPassesWhereThereIsLeaveAndOnlyThere() {
    Report report = PatrolJudge.judge(restarted, seen(drift("restarted"), 20));
    assertThat(report.passed()).as(report.why()).isTrue();
    assertThat(report.secondsToSafe()).isEqualByComparingTo("4.2");

    assertThat(PatrolJudge.judge(held, seen(drift("restarted"), 20)).why())
        .contains("verdict is restarted, expected held");
    assertThat(PatrolJudge.judge(restarted, seen(drift("left-to-people"), 20)).why())
        .contains("verdict is held, expected restarted");
    assertThat(PatrolJudge.judge(restarted, seen(drift("gave-up"), 20)).why())
        .contains("verdict is none");
  }

  @Test
  void whatIsBlamedWronglyOrShownFails() {
    Drift blames = drift("left-to-people", "SiblingsDiffer", StaleSettings.NAMES, "image");
    assertThat(PatrolJudge.judge(held, seen(blames, 20)).why())
        .contains("cause is SiblingsDiffer")
        .contains("not ruled out: missing settings");
    Drift others =
        drift("left-to-people", "StaleConfiguration", List.of("API_KEY"), "missing settings");
    assertThat(PatrolJudge.judge(held, seen(others, 20)).why())
        .contains("it names [API_KEY]")
        .contains("not ruled out: image");

    var leaked =
        new Seen(
            drift("left-to-people"),
            drift("left-to-people"),
            tally(10),
            tally(10),
            List.of("u1"),
            List.of("logs/control-plane.log"));
    assertThat(PatrolJudge.judge(held, leaked).why())
        .contains("a value is shown in logs/control-plane.log")
        .contains("1 accepted uploads are lost");
  }

  @Test
  void aFaultThatWentAwayByItselfProvesNothing() {
    Report report = PatrolJudge.judge(held, seen(drift("left-to-people"), 0));

    assertThat(report.passed()).isFalse();
    assertThat(report.why()).contains("nothing was stale");
  }

  private static Seen seen(Drift outcome, long failed) {
    return new Seen(outcome, outcome, tally(10), tally(failed), List.of(), List.of());
  }

  private static Drift drift(String conduct) {
    return drift(conduct, "StaleConfiguration", StaleSettings.NAMES, "missing settings", "image");
  }

  private static Drift drift(
      String conduct, String kind, List<String> settings, String... ruledOut) {
    return new Drift(
        "upload-service",
        true,
        "r1",
        List.of(new Drift.Finding(kind, settings, List.of("upload-service-r1-0"), SINCE, "m", "r")),
        List.of(ruledOut).stream().map(what -> new Drift.RuledOut(what, "seen")).toList(),
        false,
        conduct,
        "",
        null,
        "{}");
  }

  private static Tally tally(long failed) {
    return new Tally(
        500,
        failed,
        0,
        10,
        0,
        0,
        0,
        Duration.ofSeconds(10),
        failed == 0 ? null : Duration.ofMillis(4_240),
        "status 401");
  }
}
