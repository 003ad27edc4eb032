package dev.belay.controlplane.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.replay.Ending.Outcome;
import dev.belay.controlplane.rollout.Cause;
import dev.belay.controlplane.rollout.Evidence;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState;
import dev.belay.controlplane.rollout.Safeguards;
import dev.belay.controlplane.rollout.Totals;
import dev.belay.controlplane.traffic.Weight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplaysTest {

  @Test
  void aPolicyThatGivesTheSameSharesSeesTheSameRequests() {
    Recording dead = new Recording().alone(10, 100).both(30, 100, 5, 100);
    Replayed replayed = replay(rolledBack("ErrorRegression", "errors", dead), dead, steps(5, 50));
    assertThat(replayed.draws()).hasSize(1);
    Ending ending = replayed.draws().getFirst();
    assertThat(ending.outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(ending.dealt()).isFalse();
    assertThat(ending.failed()).isBetween(3L, 5L);
    assertThat(ending.after()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aGoodReleaseGoesThroughWithOtherStepsToo() {
    Recording good = new Recording().alone(10, 200).both(30, 200, 10, 0).both(30, 200, 100, 0);
    Replayed replayed = replay(promoted(good), good, steps(5, 25, 60));
    assertThat(replayed.outcomes()).isEqualTo(Map.of(Outcome.PROMOTED, (long) Replays.DRAWS));
    assertThat(replayed.then()).extracting(Ending::outcome).isEqualTo(Outcome.PROMOTED);
    assertThat(replayed.likelyDraws()).allMatch(each -> each.failed() == 0 && each.dealt());
  }

  @Test
  void aSmallerFirstStepSparesUsersWhatALargerOneCost() {
    Recording dead = new Recording().alone(10, 100).both(30, 100, 50, 100);
    Rollout then = rolledBack("ErrorRegression", "errors", dead);
    Replayed large = replay(then, dead, steps(50));
    Replayed small = replay(then, dead, steps(5, 50));
    assertThat(large.draws().getFirst().failed()).isEqualTo(50);
    assertThat(small.likely()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(small.draws()).hasSize(Replays.DRAWS);
    assertThat(small.draws()).allMatch(each -> each.failed() <= 12);
  }

  @Test
  void whatFailsOnlyLaterFailsLaterInTheReplayToo() {
    Recording late = new Recording().alone(10, 100).both(60, 100, 20, 0).both(60, 100, 20, 60);
    Replayed replayed =
        replay(rolledBack("ErrorRegression", "errors", late), late, steps(10, 20, 30, 40, 90));
    assertThat(replayed.likely()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(replayed.likelyDraws())
        .allMatch(each -> each.after().compareTo(Duration.ofSeconds(55)) > 0);
  }

  @Test
  void whatProbesHaveEndedEndsAsThen() {
    Recording silent = new Recording().alone(10, 100).both(40, 100, 5, 0);
    Replayed replayed = replay(rolledBack(Cause.PROBE_FAILED, null, silent), silent, steps(5, 50));
    Ending ending = replayed.draws().getFirst();
    assertThat(ending.outcome()).isEqualTo(Outcome.AS_THEN);
    assertThat(ending.cause()).extracting(Cause::type).isEqualTo(Cause.PROBE_FAILED);
    assertThat(ending.after()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void requestsThatShowItBeforeProbesOrPeopleDoAreWorthMore() {
    Recording dead = new Recording().alone(10, 100).both(300, 100, 5, 100);
    Replayed replayed = replay(rolledBack(Cause.ABORTED, null, dead), dead, steps(5, 50));
    Ending ending = replayed.draws().getFirst();
    assertThat(replayed.then().failed()).isEqualTo(1_500);
    assertThat(ending.outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(ending.failed()).isLessThanOrEqualTo(5);
  }

  @Test
  void aLaxPolicyLetsThroughWhatAStrictOneTakesBack() {
    Recording ill = new Recording().alone(10, 200).both(120, 200, 50, 1);
    Rollout then = promoted(ill);
    Replayed strict = replay(then, ill, steps(50));
    Replayed lax = replay(then, ill, lax(steps(50)));
    assertThat(strict.likely()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(lax.likely()).isEqualTo(Outcome.PROMOTED);
  }

  @Test
  void slowRequestsAreReplayedToo() {
    Recording slow = new Recording().alone(10, 200).both(120, 200, 50, 0, 2_000_000);
    Replayed replayed = replay(promoted(slow), slow, steps(Duration.ofSeconds(60), 50));
    assertThat(replayed.likely()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(replayed.draws().getFirst().cause())
        .extracting(Cause::type)
        .isEqualTo("LatencyRegression");
  }

  @Test
  void whatTakesLongerThanTheRecordGoesOnAsItsEnd() {
    Recording brief = new Recording().alone(10, 100).both(5, 100, 50, 0);
    Replayed replayed = replay(promoted(brief), brief, steps(50));
    assertThat(replayed.likely()).isEqualTo(Outcome.PROMOTED);
    assertThat(replayed.draws()).hasSize(Replays.DRAWS).allMatch(Ending::dealt);
  }

  @Test
  void aPolicyForWhichThereIsTooLittleTrafficIsHeld() {
    Recording quiet = new Recording().alone(10, 1).both(120, 1, 50, 0);
    Replayed replayed = replay(promoted(quiet), quiet, steps(50));
    assertThat(replayed.likely()).isEqualTo(Outcome.HELD);
    assertThat(replayed.likelyDraws().getFirst().cause())
        .extracting(Cause::summary)
        .asString()
        .startsWith(Cause.NOT_ENOUGH_TRAFFIC);
  }

  @Test
  void saysWhyItReplaysNothing() {
    Recording none = new Recording().alone(10, 100);
    Rollout blocked = rolledBack(Cause.PROBE_FAILED, null, none);
    assertThat(replay(blocked, none, steps(50)).notReplayed()).contains("no request of users");
    assertThat(Replays.replay(blocked, List.of(), steps(50)).notReplayed())
        .contains("nothing was recorded");
  }

  @Test
  void theSameReplayHasTheSameDraws() {
    Recording dead = new Recording().alone(10, 100).both(30, 100, 50, 30);
    Rollout then = rolledBack("ErrorRegression", "errors", dead);
    assertThat(replay(then, dead, steps(5, 50)).draws())
        .isEqualTo(replay(then, dead, steps(5, 50)).draws());
  }

  private static Replayed replay(Rollout then, Recording recording, ReleasePolicy policy) {
    return Replays.replay(then, recording.looks(), policy);
  }

  private static ReleasePolicy steps(int... percents) {
    return steps(Duration.ofSeconds(10), percents);
  }

  private static ReleasePolicy steps(Duration each, int... percents) {
    var steps = new ArrayList<>(IntStream.of(percents).mapToObj(Weight::percent).toList());
    steps.add(Weight.ALL);
    return new ReleasePolicy(
        ReleasePolicy.Strategy.CANARY,
        steps,
        each,
        50,
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        Duration.ofMinutes(2),
        .001);
  }

  private static ReleasePolicy lax(ReleasePolicy policy) {
    return policy.withSafeguards(guards ->
        guards.withHarm(new Safeguards.Harm(.1, .05)).withAnalysis(tolerant(guards.analysis())));
  }

  private static JudgePolicy tolerant(JudgePolicy judge) {
    return new JudgePolicy(
        judge.alpha(),
        judge.toleratedRatio(),
        .2,
        .05,
        judge.latency(),
        judge.refusals(),
        judge.promotion(),
        judge.budget());
  }

  private static Rollout promoted(Recording recording) {
    return ended(new RolloutState.Promoted(recording.end()), recording);
  }

  private static Rollout rolledBack(String type, String metric, Recording recording) {
    Map<String, String> detail = metric == null ? Map.of() : Map.of(Cause.METRIC, metric);
    var cause = new Cause(type, type, detail);
    return ended(new RolloutState.RolledBack(cause, recording.end(), recording.end()), recording);
  }

  private static Rollout ended(RolloutState state, Recording recording) {
    return new Rollout(
        revision(Recording.CANDIDATE),
        revision(Recording.STABLE),
        steps(50),
        false,
        "operator",
        "",
        Recording.BEGIN,
        state,
        recording.end(),
        null,
        new Evidence(
            Judgement.open(JudgePolicy.defaults()),
            "boot",
            Map.of(),
            recording.ofCandidate(),
            Totals.NONE,
            recording.end(),
            null,
            null),
        List.of(),
        List.of(),
        List.of(),
        9);
  }

  private static Revision revision(RevisionId id) {
    return new Revision(id, Path.of("/shop.jar"), new Digest("ab".repeat(32)), Settings.none(), 2);
  }
}
