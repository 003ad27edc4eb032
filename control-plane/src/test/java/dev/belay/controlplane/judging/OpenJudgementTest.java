package dev.belay.controlplane.judging;

import static dev.belay.controlplane.judging.JudgementStoreTck.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.analysis.Latencies;
import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.analysis.Tally;
import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.analysis.Verdict.Reason;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OpenJudgementTest {

  private static final Tally NO_PROBES = new Tally(0, 0, 0, 0);
  private final OpenJudgement fresh = JudgementStoreTck.opened("a", NOON);

  /** Beside stable, what is fed in pieces is what is fed at once. */
  @Test
  void evidenceOfErrorsDoesNotDependOnHowCountsAreCut() {
    var random = new SplittableRandom(11);
    for (int run = 0; run < 50; run++) {
      OpenJudgement pieces = fresh;
      long accepted = 0;
      long errors = 0;
      long stable = 0;
      int parts = 1 + random.nextInt(20);
      for (int part = 1; part <= parts; part++) {
        long good = random.nextInt(50);
        long bad = random.nextInt(2);
        pieces = pieces.fed(counts(part, good, bad, 19 * good), NOON.plusSeconds(1));
        accepted += good;
        errors += bad;
        stable += 19 * good;
      }
      OpenJudgement whole = fresh.fed(counts(1, accepted, errors, stable), NOON.plusSeconds(1));
      assertThat(pieces.judgement().logE(Metric.ERRORS))
          .isCloseTo(
              whole.judgement().logE(Metric.ERRORS), org.assertj.core.data.Offset.offset(1e-9));
      assertThat(pieces.judgement().requests()).isEqualTo(whole.judgement().requests());
    }
  }

  @Test
  void deadCandidateIsWorseAfterThreeFailuresAndStaysSo() {
    OpenJudgement dead = fresh;
    for (int i = 1; i <= 3; i++) {
      dead = dead.fed(counts(i, 0, 1, 19), NOON.plusSeconds(i));
    }
    assertThat(dead.verdict(NOON.plusSeconds(3))).isInstanceOf(Verdict.Worse.class);
    OpenJudgement later = dead.fed(counts(4, 100_000, 0, 1_900_000), NOON.plusSeconds(4));
    assertThat(later.verdict(NOON.plusSeconds(4))).isInstanceOf(Verdict.Worse.class);
  }

  @Test
  void healthyCandidateIsHarmlessOnceItWasAskedOftenAndLongEnough() {
    OpenJudgement healthy = fresh.fed(counts(1, 1_200, 0, 22_800), NOON.plusSeconds(10));
    assertThat(healthy.verdict(NOON.plusSeconds(11)))
        .isEqualTo(new Verdict.KeepLooking(Reason.TOO_SOON));
    OpenJudgement later = healthy.fed(counts(2, 1, 0, 19), NOON.plusSeconds(75));
    assertThat(later.verdict(NOON.plusSeconds(76))).isInstanceOf(Verdict.Harmless.class);
  }

  @Test
  void nobodyPromotesOnSilence() {
    assertThat(fresh.verdict(NOON.plusSeconds(5)))
        .isEqualTo(new Verdict.KeepLooking(Reason.NO_REQUESTS));
    assertThat(fresh.verdict(NOON.plusSeconds(31)))
        .isEqualTo(new Verdict.Inconclusive(Reason.BLIND));
    OpenJudgement thin = fresh.fed(counts(1, 20, 0, 380), NOON.plusSeconds(3_599));
    assertThat(thin.verdict(NOON.plus(Duration.ofHours(1))))
        .isEqualTo(new Verdict.Inconclusive(Reason.TOO_FEW_REQUESTS));
  }

  @Test
  void countsThatCannotBeAreRefusedByName() {
    assertThatThrownBy(() -> counts(0, 1, 0, 0)).hasMessageContaining("sequence");
    assertThatThrownBy(() -> new Fed(1, 1.1, Fed.Arm.NONE, Fed.Arm.NONE, NO_PROBES))
        .hasMessageContaining("weight is the candidate's share of the requests, 0 to 1, not 1.1");
    assertThatThrownBy(() -> new Fed(1, Double.NaN, Fed.Arm.NONE, Fed.Arm.NONE, NO_PROBES))
        .hasMessageContaining("weight");
    assertThatThrownBy(() -> counts(1, Fed.MOST + 1, 0, 0)).hasMessageContaining("accepted");
    assertThatThrownBy(() -> new Fed.Arm(new Answers(0, 0, 1, Fed.MOST + 1), 0, Latencies.NONE))
        .hasMessageContaining("distinctErrors");
    var most = new Latencies.Bucket(1, Long.MAX_VALUE);
    var wrapped = new Latencies(List.of(most, new Latencies.Bucket(2, Long.MAX_VALUE)));
    assertThatThrownBy(() -> new Fed.Arm(Answers.NONE, 0, wrapped))
        .hasMessageContaining("latencies");
    var asked = new Fed.Arm(Answers.of(1, 0, 0), 0, Latencies.NONE);
    assertThatThrownBy(() -> new Fed(1, 1, asked, asked, NO_PROBES))
        .hasMessageContaining("one percent is 0.01");
    assertThatThrownBy(() -> new Fed(1, 0, asked, asked, NO_PROBES))
        .hasMessageContaining("weight 0 means");
  }

  private static Fed counts(long sequence, long accepted, long errors, long stable) {
    return new Fed(
        sequence,
        .05,
        new Fed.Arm(Answers.of(accepted, 0, errors), 0, Latencies.NONE),
        new Fed.Arm(Answers.of(stable, 0, 0), 0, Latencies.NONE),
        NO_PROBES);
  }
}
