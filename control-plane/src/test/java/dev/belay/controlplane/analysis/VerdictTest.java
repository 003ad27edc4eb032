package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.analysis.Verdict.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class VerdictTest {

  private static final Exposure LONG = new Exposure(Duration.ofMinutes(5), Duration.ZERO, 1, false);

  private final Judgement fresh = Judgement.open(JudgePolicy.defaults());
  private final Judgement healthy =
      fresh.routed(.05, Answers.of(1_300, 20, 0), Answers.of(24_700, 380, 0));

  @Test
  void canaryThatWasAskedOftenAndLongEnoughAndFailedNobodyIsHarmless() {
    assertThat(healthy.verdict(LONG)).isInstanceOf(Verdict.Harmless.class);
    assertThat(((Verdict.Harmless) healthy.verdict(LONG)).threshold()).isEqualTo(Math.log(20));
  }

  @Test
  void nothingIsPromotedWithoutData() {
    Judgement onlyStable = fresh.routed(.05, Answers.NONE, Answers.of(10_000_000, 0, 5_000));

    for (Judgement judgement : List.of(fresh, onlyStable, Judgement.openAlone(fresh.policy()))) {
      assertThat(judgement.verdict(LONG)).isEqualTo(new Verdict.KeepLooking(Reason.NO_REQUESTS));
      assertThat(judgement.verdict(timeIsUp()))
          .isEqualTo(new Verdict.Inconclusive(Reason.NO_REQUESTS));
    }
  }

  @Test
  void successesOfStableAloneProveNothingOfTheCanary() {
    Judgement few = fresh.routed(.05, Answers.of(600, 0, 0), Answers.of(600 * 19, 0, 0));

    Judgement quiet = few.routed(.05, Answers.NONE, Answers.of(100_000_000, 0, 100_000));

    double most = few.routed(.05, Answers.NONE, Answers.of(6_000, 0, 0)).gates().get(0).logE();
    assertThat(quiet.gates().get(0).logE()).isBetween(few.gates().get(0).logE(), most + 2);
    assertThat(quiet.routed(.05, Answers.NONE, Answers.of(100_000_000, 0, 100_000)).gates())
        .isEqualTo(quiet.gates());
  }

  @Test
  void saysWhatIsMissingTheMostSeriousFirst() {
    assertThat(healthy.verdict(exposure(300, 11, 1))).isEqualTo(keepLooking(Reason.STALE));
    assertThat(healthy.verdict(exposure(300, 0, .98))).isEqualTo(keepLooking(Reason.UNACCOUNTED));
    assertThat(healthy.verdict(exposure(59, 0, 1))).isEqualTo(keepLooking(Reason.TOO_SOON));
    assertThat(healthy.shared(.05, 500, 500).verdict(LONG))
        .isEqualTo(keepLooking(Reason.SHARE_NOT_HONOURED));
    assertThat(fresh.routed(.05, Answers.of(499, 0, 0), Answers.of(10_000, 0, 0)).verdict(LONG))
        .isEqualTo(keepLooking(Reason.TOO_FEW_REQUESTS));
    assertThat(fresh.routed(.05, Answers.of(700, 0, 0), Answers.of(13_300, 0, 0)).verdict(LONG))
        .isEqualTo(keepLooking(Reason.NOT_PROVEN));
  }

  @Test
  void isInconclusiveWhenBlindOrOutOfTime() {
    assertThat(healthy.verdict(exposure(300, 31, 1)))
        .isEqualTo(new Verdict.Inconclusive(Reason.BLIND));
    assertThat(
            fresh.routed(.05, Answers.of(700, 0, 0), Answers.of(13_300, 0, 0)).verdict(timeIsUp()))
        .isEqualTo(new Verdict.Inconclusive(Reason.NOT_PROVEN));
    assertThat(healthy.verdict(timeIsUp())).isInstanceOf(Verdict.Harmless.class);
  }

  @Test
  void worseComesBeforeAllElse() {
    Judgement worse = healthy.routed(.05, Answers.of(0, 0, 9), Answers.NONE);

    assertThat(worse.verdict(exposure(0, 99, 0))).isEqualTo(worse.verdict());
    assertThat(worse.verdict()).isInstanceOf(Verdict.Worse.class);
  }

  @Test
  void metricIsProvenOnlyIfItsOwnEvidenceIsEnough() {
    Judgement together = fresh.routed(.06, Answers.of(0, 4, 3), Answers.NONE);
    Judgement alone = fresh.routed(.05, Answers.of(0, 0, 4), Answers.NONE);

    assertThat(together.logE(Metric.ERRORS)).isBetween(5.0, together.threshold());
    assertThat(together.logE(Metric.REFUSALS)).isBetween(5.0, together.threshold());
    assertThat(((Verdict.Worse) together.verdict()).proven()).isFalse();
    assertThat(((Verdict.Worse) alone.verdict()).proven()).isTrue();
  }

  @Test
  void refusalsThatStableDoesNotHaveAreWorseAndAreNamed() {
    Judgement judgement = fresh;
    for (int i = 0; i < 5; i++) {
      judgement = judgement.routed(.05, Answers.of(0, 1, 0), Answers.of(19, 0, 0));
    }

    assertThat(((Verdict.Worse) judgement.verdict()).metric()).isEqualTo(Metric.REFUSALS);
  }

  @Test
  void refusalsThatBothShareOrThatAreFewAreNotWorse() {
    Judgement shared = fresh;
    Judgement few = fresh;
    for (int i = 0; i < 500; i++) {
      shared = shared.routed(.05, Answers.of(5, 5, 0), Answers.of(95, 95, 0));
      few = few.routed(.05, Answers.of(99, 1, 0), Answers.of(1_900, 0, 0));
    }

    assertThat(shared.verdict()).isInstanceOf(Verdict.KeepLooking.class);
    assertThat(few.verdict()).isInstanceOf(Verdict.KeepLooking.class);
  }

  @Test
  void probesOfACanaryAloneThatFlapAreWorseAndOneInTwentyIsNot() {
    Judgement flapping = Judgement.openAlone(fresh.policy());
    Judgement usual = flapping;
    for (int i = 0; i < 40; i++) {
      flapping = flapping.probed(Tally.ofCanary(i % 2, 1 - i % 2));
      usual = usual.probed(Tally.ofCanary(i % 20 == 0 ? 1 : 0, i % 20 == 0 ? 0 : 1));
    }

    assertThat(((Verdict.Worse) flapping.verdict()).metric()).isEqualTo(Metric.PROBES);
    assertThat(usual.verdict()).isInstanceOf(Verdict.KeepLooking.class);
  }

  @Test
  void probesThatFailInBothArmsSpeakOfTheNetwork() {
    Judgement shared = fresh;
    Judgement own = fresh;
    for (int i = 0; i < 40; i++) {
      shared = shared.probed(new Tally(1, 0, 1, 0));
      own = own.probed(new Tally(1, 0, 0, 1));
    }

    assertThat(shared.logE(Metric.PROBES)).isLessThan(0);
    assertThat(((Verdict.Worse) own.verdict()).metric()).isEqualTo(Metric.PROBES);
    assertThat(fresh.probed(Tally.ofCanary(9, 0))).isEqualTo(fresh);
  }

  @Test
  void canaryAloneIsHarmlessWhenItKeepsTheObjective() {
    Judgement alone = Judgement.openAlone(fresh.policy());
    Judgement kept = alone.routed(1, Answers.of(700, 0, 1), Answers.NONE);
    Judgement missed = alone.routed(1, Answers.of(2_475, 0, 25), Answers.NONE);

    assertThat(kept.verdict(LONG)).isInstanceOf(Verdict.Harmless.class);
    assertThat(missed.verdict(LONG)).isEqualTo(keepLooking(Reason.NOT_PROVEN));
  }

  @Test
  void everyGateMustRuleOutHarm() {
    var promotion = fresh.policy().promotion();
    var gates =
        List.of(
            new JudgePolicy.Gate(Metric.ERRORS, .005), new JudgePolicy.Gate(Metric.REFUSALS, .01));
    Judgement strict =
        Judgement.open(
            fresh
                .policy()
                .withPromotion(
                    new JudgePolicy.Promotion(
                        promotion.beta(),
                        gates,
                        500,
                        promotion.minTime(),
                        promotion.staleAfter(),
                        promotion.blindAfter(),
                        promotion.leastAccounted())));

    assertThat(strict.routed(.05, Answers.of(1_400, 0, 0), Answers.of(26_600, 0, 0)).verdict(LONG))
        .isInstanceOf(Verdict.Harmless.class);
    assertThat(strict.routed(.05, Answers.of(1_360, 40, 0), Answers.of(26_600, 0, 0)).verdict(LONG))
        .isNotInstanceOf(Verdict.Harmless.class);
  }

  @Test
  void stormOfErrorsInStableDoesNotMakeTheCanaryHealthy() {
    Judgement storm = fresh.routed(.05, Answers.of(600, 0, 9), new Answers(11_400, 0, 100_000, 3));

    assertThat(storm.verdict(LONG)).isNotInstanceOf(Verdict.Harmless.class);
  }

  @Test
  void judgementOfAnOlderVersionGoesOnWithTheMetricsItHad() {
    var mapper = JsonMapper.shared();
    var document = (ObjectNode) mapper.valueToTree(fresh);
    document.remove(
        List.of("refusals", "slowness", "probes", "gates", "share", "alone", "requests"));
    ((ObjectNode) document.get("policy"))
        .remove(List.of("latency", "refusals", "promotion", "budget", "toleratedErrors"));
    ((ObjectNode) document.get("peak")).remove("leaderLogE");

    Judgement old =
        mapper
            .rebuild()
            .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build()
            .treeToValue(document, Judgement.class);

    assertThat(old.policy()).isEqualTo(fresh.policy());
    assertThat(Math.exp(old.logE())).isLessThan(1);
    assertThat(old.routed(.05, Answers.of(0, 9, 0), Answers.NONE).logE()).isEqualTo(old.logE());
    assertThat(old.reinvest().routed(.05, new Tally(4, 0, 0, 0)).verdict())
        .isInstanceOf(Verdict.Worse.class);
  }

  @Test
  void refusesPoliciesThatCannotWorkByName() {
    assertThatThrownBy(() -> new JudgePolicy.Budget(.7, .2, .1, .05, .05))
        .hasMessageContaining("together at most 1, not errors 0.7");
    assertThatThrownBy(() -> new JudgePolicy.Budget(.7, -.1, .1, .05, .05))
        .hasMessageContaining("not negative");
    assertThatThrownBy(() -> new JudgePolicy.Gate(Metric.PROBES, .1))
        .hasMessageContaining("not probes");
    assertThatThrownBy(() -> new JudgePolicy.Gate(Metric.ERRORS, 0)).hasMessageContaining("harm");
    assertThatThrownBy(() -> fresh.policy().promotion().withMinimum(0, Duration.ZERO))
        .hasMessageContaining("minRequests is at least 1");
    assertThatThrownBy(() -> new JudgePolicy.Latency(.9, 0, 1.5, 1_000, 0))
        .hasMessageContaining("latency.toleratedSlowdown");
    assertThatThrownBy(() -> new JudgePolicy.Latency(1.25, 600_001, 1.5, 1_000, 0))
        .hasMessageContaining("latency.toleratedDelay is 0 ms to 10 min, not 600001 ms");
    assertThatThrownBy(() -> new JudgePolicy.Refusals(1.25, -1))
        .hasMessageContaining("refusals.floor");
    assertThatThrownBy(() -> Answers.of(-1, 0, 0)).hasMessageContaining("cannot be negative");
  }

  private static Verdict keepLooking(Reason why) {
    return new Verdict.KeepLooking(why);
  }

  private static Exposure exposure(int seconds, int dataAge, double accounted) {
    return new Exposure(Duration.ofSeconds(seconds), Duration.ofSeconds(dataAge), accounted, false);
  }

  private static Exposure timeIsUp() {
    return new Exposure(Duration.ofHours(1), Duration.ZERO, 1, true);
  }
}
