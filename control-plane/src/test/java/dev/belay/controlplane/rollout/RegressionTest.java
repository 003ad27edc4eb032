package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static dev.belay.controlplane.rollout.Scene.rollout;
import static dev.belay.controlplane.rollout.Scene.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.probe.SteadinessOf;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Member;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.traffic.RequestOutcomes.Bucket;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Timing;
import dev.belay.controlplane.traffic.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the judge finds that is not an error. */
class RegressionTest {

  private static final Observing AT_TEN = new Observing(0, NOON, 0, NOON.plusSeconds(3_600), false);

  @Test
  void candidateThatIsSlowerGoesBackAndSaysHowMuch() {
    Rollout looked = look(rollout(AT_TEN), timed(STABLE, 90, 2_000, 0));
    for (int i = 0; i <= 9 && looked.state() instanceof Observing; i++) {
      looked = look(looked, timed(STABLE, 90, 4_000, 0), timed(CANDIDATE, 10, 300, i));
    }
    assertThat(looked.state()).isInstanceOf(RollingBack.class);
    Cause cause = ((RollingBack) looked.state()).cause();
    assertThat(cause.type()).isEqualTo("LatencyRegression");
    assertThat(cause.summary())
        .matches(
            "r2 is slower than r1: \\d of 30\\d requests took more than 150 ms against 0 of 2000");
    assertThat(cause.detail())
        .containsEntry("slowAfter", "150 ms")
        .containsEntry("metricAlone", "enough");
  }

  @Test
  void weightThatIsNotHonouredIsHeldUntilSomebodyHasLooked() {
    Rollout held = look(rollout(AT_TEN), routed(STABLE, 90, 0), routed(CANDIDATE, 10, 0));
    held = look(held, routed(STABLE, 90, 500), routed(CANDIDATE, 10, 500));

    assertThat(held.state())
        .isInstanceOfSatisfying(
            Held.class,
            state -> {
              assertThat(state.hold()).isEqualTo(Hold.ROUTE_NOT_HONOURED);
              assertThat(state.detail()).contains("of 1000 requests it got 500");
            });

    Scene resumed = seen().inForce(10).asked(Command.Verb.RESUME);
    resumed.counted(routed(STABLE, 90, 500), routed(CANDIDATE, 10, 500));
    Rollout again = Decider.decide(held, resumed.observation()).next();
    assertThat(look(again, routed(STABLE, 90, 509), routed(CANDIDATE, 10, 501)).state())
        .isInstanceOf(Observing.class);
  }

  @Test
  void arrivingAsTheWeightSaysIsNoReasonToHold() {
    Rollout looked = look(rollout(AT_TEN), routed(STABLE, 90, 0));
    looked = look(looked, routed(STABLE, 90, 9_000), routed(CANDIDATE, 10, 1_100));
    assertThat(looked.state()).isInstanceOf(Observing.class);
  }

  @Test
  void readinessThatFailsMoreOftenThanStablesIsFoundThoughNeverThreeTimesInARow() {
    Rollout looked = rollout(AT_TEN);
    String steady = "R".repeat(200);
    StringBuilder shaky = new StringBuilder("R");
    while (looked.state() instanceof Observing && shaky.length() < 200) {
      looked = probed(looked, shaky.toString(), steady.substring(0, shaky.length()));
      shaky.append("rRRRR");
    }
    assertThat(((RollingBack) looked.state()).cause().type()).isEqualTo(Cause.PROBE_FAILED);
    assertThat(((RollingBack) looked.state()).cause().summary())
        .matches("r2: readiness failed in \\d+ of \\d+ probes against 0 of \\d+ of r1");
    assertThat(looked.evidence().probing().candidate().failed()).isGreaterThan(10);
  }

  @Test
  void readinessThatFailsForBothAlikeSpeaksAgainstNobody() {
    Rollout looked = rollout(AT_TEN);
    StringBuilder shaky = new StringBuilder("R");
    while (shaky.length() < 500) {
      looked = probed(looked, shaky.toString(), shaky.toString());
      shaky.append("rRRRR");
    }
    assertThat(looked.evidence().judgement().peak().logE()).isLessThan(1);
    assertThat(looked.evidence().probing().stable())
        .isEqualTo(looked.evidence().probing().candidate());
  }

  private static Rollout probed(Rollout rollout, String candidate, String stable) {
    Scene scene = seen().inForce(10).candidate(fleet(CANDIDATE, candidate));
    return Decider.decide(rollout, scene.stable(fleet(STABLE, stable)).observation()).next();
  }

  private static Fleet fleet(Revision revision, String results) {
    return new Fleet(
        List.of(
            new Member(
                Scene.backend(revision, 0),
                Health.READY,
                null,
                NOON,
                0,
                null,
                SteadinessOf.results(NOON, results))));
  }

  private static Rollout look(Rollout rollout, Counts... counts) {
    return Decider.decide(rollout, seen().inForce(10).counted(counts).observation()).next();
  }

  private static Counts timed(Revision revision, int percent, long fast, long slow) {
    var timing =
        new Timing(List.of(new Bucket(100_000, fast), new Bucket(900_000, slow)), List.of());
    return counts(revision, percent, fast + slow, 0, timing);
  }

  private static Counts routed(Revision revision, int percent, long requests) {
    return counts(revision, percent, requests, requests, Timing.NONE);
  }

  private static Counts counts(
      Revision revision, int percent, long answered, long routed, Timing timing) {
    return new Counts(
        revision.id(), 3, Weight.percent(percent), true, answered, 0, 0, 0, routed, timing);
  }
}
