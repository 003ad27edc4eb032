package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a harmful canary is promoted, and what a good one has to show. */
class PromotionGoalsTest {

  private static final double SHARE = .05;
  private static final Exposure LONG = new Exposure(Duration.ofHours(1), Duration.ZERO, 1, false);

  @ParameterizedTest
  @ValueSource(doubles = {0, .001, .01})
  void harmfulCanaryIsPromotedAtMostInOneOfTwenty(double stable) {
    int runs = Chance.runs(8_000);
    double[] promoted =
        Chance.trials(
            runs, random -> requestsUntilHarmless(stable + .005, stable, 300, random) < 0 ? 0 : 1);

    assertThat(Chance.share(promoted, 1)).isLessThanOrEqualTo(Chance.upTo(.05, runs));
  }

  @Test
  void canaryAloneThatMissesTheObjectiveIsPromotedAtMostInOneOfTwenty() {
    int runs = Chance.runs(8_000);
    double[] promoted = Chance.trials(runs, random -> promotedAlone(.01, 200, random));

    assertThat(Chance.share(promoted, 1)).isLessThanOrEqualTo(Chance.upTo(.05, runs));
    assertThat(Chance.share(Chance.trials(500, random -> promotedAlone(.001, 40, random)), 1))
        .isGreaterThan(.9);
  }

  private static double promotedAlone(double canary, int looks, SplittableRandom random) {
    Judgement judgement = Judgement.openAlone(JudgePolicy.defaults());
    for (int look = 0; look < looks; look++) {
      judgement = judgement.routed(1, arm(50, canary, random), Answers.NONE);
      if (judgement.verdict(LONG) instanceof Verdict.Harmless) {
        return 1;
      }
    }
    return 0;
  }

  @ParameterizedTest
  @CsvSource({"0,1200", "1e-4,1200", "1e-3,1200"})
  void goodCanaryIsPromotedAfterFewRequests(double stable, double goal) {
    double[] requests =
        Chance.trials(
            Chance.runs(2_000),
            random -> {
              double needed = requestsUntilHarmless(stable, stable, 2_000, random);
              return needed < 0 ? Double.POSITIVE_INFINITY : needed;
            });

    assertThat(Chance.quantile(requests, .5)).isLessThanOrEqualTo(goal);
    assertThat(Chance.quantile(requests, .95)).isLessThan(4_000);
  }

  /** In looks of 200 requests; -1 if it is worse, or not harmless after all of them. */
  private static double requestsUntilHarmless(
      double canary, double stable, int looks, SplittableRandom random) {
    Judgement judgement = Judgement.open(JudgePolicy.defaults());
    for (int look = 0; look < looks; look++) {
      long asked = Chance.binomial(200, SHARE, random);
      judgement =
          judgement.routed(SHARE, arm(asked, canary, random), arm(200 - asked, stable, random));
      switch (judgement.verdict(LONG)) {
        case Verdict.Harmless harmless -> {
          return judgement.requests();
        }
        case Verdict.Worse worse -> {
          return -1;
        }
        case Verdict.KeepLooking looking -> {}
        case Verdict.Inconclusive open -> throw new AssertionError(open);
      }
    }
    return -1;
  }

  private static Answers arm(long requests, double errorRate, SplittableRandom random) {
    long errors = Chance.binomial(requests, errorRate, random);
    return Answers.of(requests - errors, 0, errors);
  }
}
