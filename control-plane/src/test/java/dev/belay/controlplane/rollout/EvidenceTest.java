package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static dev.belay.controlplane.rollout.Scene.counts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  private static final Evidence OPEN = Evidence.open(POLICY, true);

  @Test
  void countsOnlyWhatIsNew() {
    Evidence seen = fold(OPEN, "a", counts(CANDIDATE, 10, 5, 1));
    Evidence same = fold(seen, "a", counts(CANDIDATE, 10, 5, 1));
    Evidence more = fold(same, "a", counts(CANDIDATE, 10, 8, 1));
    assertThat(seen.candidate()).isEqualTo(new Totals(5, 0, 1, 0));
    assertThat(same).isEqualTo(seen);
    assertThat(more.candidate()).isEqualTo(new Totals(8, 0, 1, 0));
    assertThat(more.judgement().logE(Metric.ERRORS))
        .isEqualTo(seen.judgement().logE(Metric.ERRORS));
  }

  @Test
  void whatStableAnsweredBeforeTheRolloutDoesNotCount() {
    Evidence first = fold(OPEN, "a", counts(STABLE, 100, 1_000_000, 77));
    Evidence next = fold(first, "a", counts(STABLE, 100, 1_000_010, 77));
    assertThat(first.stable()).isEqualTo(Totals.NONE);
    assertThat(next.stable()).isEqualTo(new Totals(10, 0, 0, 0));
  }

  @Test
  void aSourceThatStartedAgainCountsFromNothing() {
    Evidence seen = fold(OPEN, "a", counts(CANDIDATE, 10, 5, 1));
    Evidence reborn = fold(seen, "b", counts(CANDIDATE, 10, 3, 0));
    assertThat(reborn.candidate()).isEqualTo(new Totals(8, 0, 1, 0));
  }

  @Test
  void errorsOfTheCandidateSpeakAgainstItAndErrorsOfStableForIt() {
    Evidence start = fold(OPEN, "a", counts(STABLE, 90, 10, 0));
    double bad = fold(start, "a", counts(CANDIDATE, 10, 0, 2)).judgement().logE();
    double shared = fold(start, "a", counts(STABLE, 90, 10, 9)).judgement().logE();
    assertThat(bad).isGreaterThan(start.judgement().logE());
    assertThat(shared).isLessThan(start.judgement().logE());
  }

  @Test
  void eachEpochIsJudgedWithItsOwnWeight() {
    Counts atTen = new Counts(CANDIDATE.id(), 3, weight(10), true, 0, 0, 1, 0);
    Counts atFifty = new Counts(CANDIDATE.id(), 4, weight(50), true, 0, 0, 1, 0);
    double rare = fold(OPEN, "a", atTen).judgement().logE();
    double common = fold(OPEN, "a", atFifty).judgement().logE();
    assertThat(rare).isGreaterThan(common);
    assertThat(fold(OPEN, "a", atTen, atFifty).candidate().failed()).isEqualTo(2);
  }

  @Test
  void refusalsOfTheCandidateAloneSpeakAgainstIt() {
    var stable = new Counts(STABLE.id(), 3, weight(90), true, 900, 18, 0, 0);
    var alike = new Counts(CANDIDATE.id(), 3, weight(10), true, 98, 2, 0, 0);
    var other = new Counts(CANDIDATE.id(), 3, weight(10), true, 0, 100, 0, 0);
    Evidence start = fold(OPEN, "a", new Counts(STABLE.id(), 3, weight(90), true, 0, 0, 0, 0));

    assertThat(fold(start, "a", stable, alike).judgement().verdict())
        .isInstanceOf(Verdict.KeepLooking.class);
    assertThat(fold(start, "a", stable, other).judgement().verdict())
        .isInstanceOfSatisfying(
            Verdict.Worse.class, worse -> assertThat(worse.metric()).isEqualTo(Metric.REFUSALS));
  }

  @Test
  void whatAProcessLeftUnansweredThatIsGoneHasOneCauseAndIsNotJudgedHere() {
    var broke = new Counts(CANDIDATE.id(), 3, weight(100), false, 0, 0, 0, 11);
    var snapshot = new Snapshot("a", List.of(broke));
    Evidence there = OPEN.fold(snapshot, CANDIDATE.id(), STABLE, NOON);
    Evidence gone =
        OPEN.fold(snapshot, CANDIDATE.id(), STABLE, NOON, new Evidence.Lost(true, false));

    assertThat(there.judgement().verdict()).isInstanceOf(Verdict.Worse.class);
    assertThat(gone.judgement().verdict()).isInstanceOf(Verdict.KeepLooking.class);
    assertThat(gone.candidate()).isEqualTo(there.candidate());
  }

  @Test
  void otherRevisionsDoNotCount() {
    assertThat(fold(OPEN, "a", counts(Scene.revision(9), 10, 5, 5)).candidate())
        .isEqualTo(Totals.NONE);
  }

  private static dev.belay.controlplane.traffic.Weight weight(int percent) {
    return dev.belay.controlplane.traffic.Weight.percent(percent);
  }

  private static Evidence fold(Evidence evidence, String boot, Counts... counts) {
    return evidence.fold(new Snapshot(boot, List.of(counts)), CANDIDATE.id(), STABLE, NOON);
  }
}
