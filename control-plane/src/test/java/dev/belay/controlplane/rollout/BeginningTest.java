package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.verification.AppliedMigrations;
import dev.belay.controlplane.verification.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that migrates by itself gets no traffic before it has. */
class BeginningTest {

  private static final Starting STARTING = new Starting(NOON.plusSeconds(60));
  private static final RunResult DONE = new RunResult.Succeeded(Duration.ofSeconds(5));
  private static final Finding PENDING =
      Finding.note(
          AppliedMigrations.PENDING, "V3 is not applied yet", "wait", Map.of("versions", "V3"));

  private static Rollout rollout() {
    var candidate =
        new Revision(
            CANDIDATE.id(),
            CANDIDATE.artifact(),
            CANDIDATE.digest(),
            CANDIDATE.settings(),
            1,
            CANDIDATE.secrets(),
            null,
            true);
    return Scene.rolloutOf(candidate, STARTING).withFindings(List.of(PENDING));
  }

  @Test
  void asksTheHistoryWhenItsInstancesAreReadyAndNotBefore() {
    assertThat(Decider.decide(rollout(), seen().candidate(Health.UNKNOWN).observation()).actions())
        .isEmpty();
    Decision ready = Decider.decide(rollout(), seen().observation());
    assertThat(ready.next().state()).isEqualTo(STARTING);
    assertThat(ready.actions()).containsExactly(new Action.CheckMigrated(rollout().candidate()));
  }

  @Test
  void goesOnWhenNothingIsLeftAndWritesDownWhatWasApplied() {
    Decision decision = Decider.decide(rollout(), seen().migrated(DONE).observation());
    assertThat(decision.next().state()).isInstanceOf(Shifting.class);
    assertThat(decision.next().findings())
        .filteredOn(finding -> finding.rule().equals(AppliedMigrations.RULE))
        .singleElement()
        .satisfies(note -> assertThat(note.message()).endsWith("by the service itself: V3"));
  }

  @Test
  void writesItDownOnce() {
    Rollout noted = Migrated.byItself(rollout());
    assertThat(Migrated.byItself(noted)).isEqualTo(noted);
  }

  @Test
  void goesBackWhenSomethingIsLeftOrNobodyCanSay() {
    var pending = Finding.blocker(AppliedMigrations.PENDING, "V3 is not applied", "apply it");
    for (RunResult bad :
        List.of(
            Migrated.asSeen(List.of(pending)),
            new RunResult.TimedOut(Duration.ofSeconds(60), ""),
            new RunResult.NotStarted("no memory"))) {
      Decision decision = Decider.decide(rollout(), seen().migrated(bad).observation());
      assertThat(decision.next().state())
          .isInstanceOfSatisfying(
              RollingBack.class, back -> assertThat(back.cause().type()).isEqualTo("NotMigrated"));
    }
  }

  @Test
  void doesNotWaitForTheAnswerForEver() {
    Decision decision = Decider.decide(rollout(), seen().after(61).observation());
    assertThat(decision.next().state()).isInstanceOf(RollingBack.class);
  }
}
