package dev.belay.controlplane.analysis;

/**
 * Evidence, in one metric, that the canary is not harmful; without it nothing is promoted. A bet
 * against "the canary's rate is at least {@code harm} above stable's".
 *
 * <p>A success of stable says something only beside a canary that has traffic, so its requests are
 * credited up to three times what the weights make of each request of the canary, and what is not
 * used is kept for the next hundred only. Leaving out factors above 1 only lowers the evidence.
 *
 * @param credit how many more requests of stable may be counted
 */
public record Harmlessness(JudgePolicy.Gate gate, Mixture mixture, double credit) {

  private static final double STABLE_FOR_EACH = 3;
  private static final double KEPT_FOR = 100;

  static Harmlessness open(JudgePolicy.Gate gate) {
    return new Harmlessness(gate, Mixture.open(test(gate), 1, 0), 0);
  }

  Harmlessness fold(double share, Tally tally) {
    double each = STABLE_FOR_EACH / share;
    double asked = (double) tally.canaryErrors() + tally.canarySuccesses();
    double all = (double) tally.stableErrors() + tally.stableSuccesses();
    double available = credit + each * asked;
    double part = all <= available ? 1 : available / all;
    var counted =
        new Tally(
            tally.canaryErrors(),
            tally.canarySuccesses(),
            (long) (part * tally.stableErrors()),
            (long) (part * tally.stableSuccesses()));
    double rest = Math.clamp(available - all, 0, KEPT_FOR * each);
    return new Harmlessness(gate, mixture.fold(test(gate), share, counted), rest);
  }

  double logE() {
    return mixture.logE();
  }

  private static SequentialTest test(JudgePolicy.Gate gate) {
    return gate.metric() == Metric.ERROR_RATE
        ? AbsoluteTest.kept(gate.harm())
        : new PromotionTest(gate.harm());
  }
}
