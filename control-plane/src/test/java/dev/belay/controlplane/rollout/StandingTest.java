package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static dev.belay.controlplane.rollout.Scene.counts;
import static dev.belay.controlplane.rollout.Scene.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.analysis.Verdict.Reason;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StandingTest {

  private static final Rollout OBSERVING =
      Decider.decide(
              Scene.rollout(new Shifting(0, NOON.plusSeconds(30), NOON.plusSeconds(60))),
              seen().inForce(10).counted(counts(STABLE, 90, 0, 0)).observation())
          .next();

  @Test
  void saysWhatIsMissingUntilNothingIs() {
    assertThat(OBSERVING.state()).isInstanceOf(Observing.class);
    assertThat(at(OBSERVING, 1)).isEqualTo(new Verdict.KeepLooking(Reason.NO_REQUESTS));
    Rollout few = counted(OBSERVING, 20);
    assertThat(at(few, 1)).isEqualTo(new Verdict.KeepLooking(Reason.TOO_FEW_REQUESTS));
    Rollout many = counted(OBSERVING, 400);
    assertThat(at(many, 2)).isEqualTo(new Verdict.KeepLooking(Reason.TOO_SOON));
    assertThat(at(many, 6)).isInstanceOf(Verdict.Harmless.class);
  }

  @Test
  void nobodyKnowsWhoCannotSee() {
    assertThat(at(counted(OBSERVING, 400), 31)).isEqualTo(new Verdict.Inconclusive(Reason.BLIND));
    assertThat(at(counted(OBSERVING, 400), 11)).isEqualTo(new Verdict.KeepLooking(Reason.STALE));
  }

  @Test
  void isInconclusiveWhereTimeIsUp() {
    Rollout few = counted(OBSERVING, 20);
    Rollout held =
        few.within(
            new Held(Hold.NO_DATA, "", (Observing) few.state(), NOON, NOON.plusSeconds(1_800)));
    assertThat(at(held, 60)).isEqualTo(new Verdict.Inconclusive(Reason.TOO_FEW_REQUESTS));
  }

  private static Rollout counted(Rollout rollout, long requests) {
    Scene scene = seen().inForce(10);
    scene.counted(counts(STABLE, 90, 9 * requests, 0), counts(CANDIDATE, 10, requests, 0));
    return Decider.decide(rollout, scene.observation()).next();
  }

  private static Verdict at(Rollout rollout, long seconds) {
    Instant now = NOON.plusSeconds(seconds);
    return Standing.verdict(rollout, now);
  }
}
