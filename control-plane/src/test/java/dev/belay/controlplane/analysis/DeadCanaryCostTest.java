package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests a canary fails that answers none, until it is found worse. */
class DeadCanaryCostTest {

  @Test
  void splitTestAloneTakesAMedianOfThreeAtFivePercent() {
    int[] failed = new int[4_000];
    var random = new SplittableRandom(5);
    for (int run = 0; run < failed.length; run++) {
      failed[run] = failedRequests(random);
    }
    Arrays.sort(failed);

    assertThat(failed[failed.length / 2]).isLessThanOrEqualTo(3);
    assertThat(failed[failed.length * 95 / 100]).isLessThanOrEqualTo(4);
  }

  /** Stable fails one request in a thousand meanwhile. */
  private static int failedRequests(SplittableRandom random) {
    double share = .05;
    double ofErrors = share / (share + (1 - share) * .001);
    var test = new SplitTest(1.25);
    Mixture mixture = Mixture.open(test, 1, .2);
    int failed = 0;
    while (mixture.logE() < Math.log(1000)) {
      boolean canary = random.nextDouble() < ofErrors;
      failed += canary ? 1 : 0;
      mixture = mixture.fold(test, share, new Tally(canary ? 1 : 0, 0, canary ? 0 : 1, 0));
    }
    return failed;
  }

  @ParameterizedTest
  @ValueSource(doubles = {.01, .05, .10, .25, .50, .75, .90, 1})
  void documentStatesTheCost(double share) throws IOException {
    String row =
        "| %s | %d | %d |"
            .formatted(
                share == 1 ? "100 %, after time beside stable" : percent(share),
                cost(Judgement.open(JudgePolicy.defaults().withAlpha(.01)), share),
                cost(Judgement.open(JudgePolicy.defaults()), share));

    assertThat(Files.readString(Path.of("../docs/analysis.md"))).contains(row);
  }

  @Test
  void documentStatesTheCostOfAFirstDeploymentAndOfALateDeath() throws IOException {
    String document = Files.readString(Path.of("../docs/analysis.md"));

    assertThat(document)
        .contains(
            "| 100 %%, from the start | %d | %d |"
                .formatted(
                    cost(Judgement.openAlone(JudgePolicy.defaults().withAlpha(.01)), 1),
                    cost(Judgement.openAlone(JudgePolicy.defaults()), 1)))
        .contains(
            "| 100 %%, after a million good requests | %d | %d |"
                .formatted(lateCost(.01), lateCost(.001)));
  }

  @Test
  void documentStatesTheDefaults() throws IOException {
    JudgePolicy policy = JudgePolicy.defaults();
    JudgePolicy.Promotion promotion = policy.promotion();
    JudgePolicy.Budget budget = policy.budget();
    JudgePolicy.Gate gate = promotion.gates().getFirst();

    assertThat(promotion.gates()).hasSize(1);
    assertThat(Files.readString(Path.of("../docs/analysis.md")))
        .contains(
            row("alpha", policy.alpha()),
            row("toleratedRatio", policy.toleratedRatio()),
            row("toleratedErrors", policy.toleratedErrors()),
            row("sloErrorRate", policy.sloErrorRate()),
            row("latency.toleratedSlowdown", policy.latency().toleratedSlowdown()),
            row("latency.toleratedDelayMillis", policy.latency().toleratedDelayMillis()),
            row("latency.toleratedRatio", policy.latency().toleratedRatio()),
            row("latency.minStableRequests", policy.latency().minStableRequests()),
            row("latency.warmUpRequests", policy.latency().warmUpRequests()),
            row("refusals.toleratedRatio", policy.refusals().toleratedRatio()),
            row("refusals.floor", policy.refusals().floor()),
            row("promotion.beta", promotion.beta()),
            row("promotion.gates", gate.metric().label() + " " + gate.harm()),
            row("promotion.minRequests", promotion.minRequests()),
            row("promotion.minTime", promotion.minTime()),
            row("promotion.staleAfter", promotion.staleAfter()),
            row("promotion.blindAfter", promotion.blindAfter()),
            row("promotion.leastAccounted", promotion.leastAccounted()),
            row(
                "budget",
                "errors %s, latency %s, probes %s, refusals %s, error-rate %s"
                    .formatted(
                        budget.errors(),
                        budget.latency(),
                        budget.probes(),
                        budget.refusals(),
                        budget.errorRate())));
  }

  private static String row(String setting, Object standard) {
    return "| `%s` | %s | ".formatted(setting, standard);
  }

  private static int lateCost(double alpha) {
    Judgement judgement = Judgement.open(JudgePolicy.defaults().withAlpha(alpha));
    for (int look = 0; look < 1_000; look++) {
      judgement = judgement.routed(1, Tally.ofCanary(look % 10 == 0 ? 1 : 0, 1_000));
    }
    return cost(judgement, 1);
  }

  private static int cost(Judgement judgement, double share) {
    return JudgementTest.errorsUntilWorse(judgement, share);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }
}
