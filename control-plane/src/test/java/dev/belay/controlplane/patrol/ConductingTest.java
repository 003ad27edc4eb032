package dev.belay.controlplane.patrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.patrol.Conducting.Outcome;
import dev.belay.controlplane.patrol.Conducting.Situation;
import dev.belay.controlplane.patrol.Drift.Kind;
import dev.belay.controlplane.patrol.DriftReport.Conduct;
import dev.belay.controlplane.patrol.DriftReport.Conduct.State;
import dev.belay.controlplane.rollout.PatrolLeave;
import dev.belay.controlplane.rollout.Renewal;
import dev.belay.controlplane.rollout.Safeguards.Mode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConductingTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final ServiceName SHOP = new ServiceName("shop");
  private static final PatrolLeave LEAVE = new PatrolLeave(true, 3);
  private static final Drift STALE = drift(Kind.STALE_CONFIGURATION);

  @Test
  void leavesItToPeopleWithoutLeave() {
    Outcome outcome = Conducting.of(report(STALE), situation(PatrolLeave.NONE, null));

    assertThat(outcome.conduct().state()).isEqualTo(State.LEFT_TO_PEOPLE);
    assertThat(outcome.conduct().detail()).contains("spec.patrol.restart", "./belay restart shop");
    assertThat(outcome.restart()).isEmpty();
  }

  @Test
  void restartsTheStaleOnesWithLeave() {
    Outcome outcome = Conducting.of(report(STALE), situation(LEAVE, null));

    assertThat(outcome.conduct().state()).isEqualTo(State.RESTARTING);
    assertThat(outcome.restart()).containsExactly("shop-r1-0", "shop-r1-1");
  }

  @Test
  void neverRestartsForSiblingsOrStrangersAlone() {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.STALE_CONFIGURATION) {
        assertThat(Conducting.of(report(drift(kind)), situation(LEAVE, null)).restart()).isEmpty();
      }
    }
  }

  @Test
  void waitsForWhatIsInTheWay() {
    waits(new Situation(LEAVE, Mode.ACT, true, null, false, null, false, true, 0, NOON), "kill");
    waits(
        new Situation(LEAVE, Mode.ACT, false, "frozen", false, null, false, true, 0, NOON), "froz");
    waits(new Situation(LEAVE, Mode.ACT, false, null, true, null, false, true, 0, NOON), "rollout");
    waits(new Situation(LEAVE, Mode.ACT, false, null, false, null, true, true, 0, NOON), "another");
    waits(new Situation(LEAVE, Mode.ACT, false, null, false, null, false, false, 0, NOON), "just");
    waits(new Situation(LEAVE, Mode.ACT, false, null, false, null, false, true, 3, NOON), "limit");
  }

  private static void waits(Situation situation, String why) {
    Outcome outcome = Conducting.of(report(STALE), situation);
    assertThat(outcome.conduct().state()).as(why).isEqualTo(State.WAITING);
    assertThat(outcome.conduct().detail()).contains(why);
    assertThat(outcome.restart()).isEmpty();
  }

  @Test
  void restartsNoMoreThanTheBudgetOfTheHourLeaves() {
    var situation = new Situation(LEAVE, Mode.ACT, false, null, false, null, false, true, 2, NOON);

    assertThat(Conducting.of(report(STALE), situation).restart()).containsExactly("shop-r1-0");
  }

  @Test
  void onlyModeActRestarts() {
    for (Mode mode : List.of(Mode.OBSERVE, Mode.GATE)) {
      var situation = new Situation(LEAVE, mode, false, null, false, null, false, true, 0, NOON);
      assertThat(Conducting.of(report(STALE), situation).conduct().state())
          .isEqualTo(State.LEFT_TO_PEOPLE);
    }
  }

  @Test
  void restartsNothingThatCouldNotStartAgain() {
    Outcome outcome =
        Conducting.of(report(STALE, drift(Kind.WANTED_UNKNOWN)), situation(LEAVE, null));

    assertThat(outcome.conduct().state()).isEqualTo(State.LEFT_TO_PEOPLE);
    assertThat(outcome.restart()).isEmpty();
  }

  @Test
  void doesNotTryAgainWhatWentWrongUntilSomethingElseIsWanted() {
    Renewal failed = renewal("w1").givenUp("shop-r1-0 was not ready in time", NOON);

    assertThat(Conducting.of(report(STALE), situation(LEAVE, failed)).conduct())
        .isEqualTo(new Conduct(State.GAVE_UP, "shop-r1-0 was not ready in time"));
    Outcome ended = Conducting.of(report(STALE), situation(LEAVE, failed.end(NOON)));
    assertThat(ended.conduct().state()).isEqualTo(State.GAVE_UP);
    assertThat(ended.restart()).isEmpty();

    Renewal other = renewal("w0").givenUp("shop-r1-0 was not ready in time", NOON).end(NOON);
    assertThat(Conducting.of(report(STALE), situation(LEAVE, other)).restart()).isNotEmpty();
  }

  @Test
  void tellsOfARestartUnderWayAndForAnHourOfOneThatWasDone() {
    Renewal underWay = renewal("w1");
    assertThat(Conducting.of(report(STALE), situation(LEAVE, underWay)).conduct().state())
        .isEqualTo(State.RESTARTING);
    assertThat(Conducting.of(report(), situation(LEAVE, underWay.end(NOON))).conduct().state())
        .isEqualTo(State.RESTARTED);
    assertThat(
            Conducting.of(report(), situation(LEAVE, underWay.end(NOON.minusSeconds(3_601))))
                .conduct()
                .state())
        .isEqualTo(State.NOTHING_TO_DO);
  }

  private static Situation situation(PatrolLeave leave, @Nullable Renewal newest) {
    return new Situation(
        leave, Mode.ACT, false, null, false, newest, false, true, 0, NOON.minusSeconds(3_600));
  }

  private static DriftReport report(Drift... drifts) {
    return new DriftReport(
        SHOP,
        NOON,
        new RevisionId(SHOP, 1),
        List.of(drifts),
        List.of(),
        "w1",
        new Conduct(State.NOTHING_TO_DO, ""));
  }

  private static Drift drift(Kind kind) {
    return new Drift(
        kind, List.of("A"), List.of("shop-r1-0", "shop-r1-1"), NOON, "message", "remedy");
  }

  private static Renewal renewal(String wanted) {
    return new Renewal(
        1,
        new RevisionId(SHOP, 1),
        List.of(new Renewal.Target("shop-r1-0", NOON)),
        List.of("shop-r1-0"),
        Conducting.BELAY,
        "stale",
        wanted,
        "",
        NOON,
        Renewal.State.GROWING,
        NOON,
        null,
        "asked for",
        null);
  }
}
