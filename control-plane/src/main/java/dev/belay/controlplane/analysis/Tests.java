package dev.belay.controlplane.analysis;

import java.util.List;

/** Which test judges a metric. The same for the whole life of a judgement. */
final class Tests {

  private static final AbsoluteTest FLAPPING = AbsoluteTest.flapping();
  private static final AbsoluteTest STANDARD =
      AbsoluteTest.of(JudgePolicy.defaults().sloErrorRate());
  private static final SplitTest PROBES_OF_BOTH = new SplitTest(1.25);

  private Tests() {}

  static SequentialTest errors(JudgePolicy policy) {
    return policy.toleratedErrors() == 0
        ? new SplitTest(policy.toleratedRatio())
        : new MarginTest(policy.toleratedRatio(), policy.toleratedErrors());
  }

  static AbsoluteTest errorRate(JudgePolicy policy) {
    return policy.sloErrorRate() == STANDARD.tolerated()
        ? STANDARD
        : AbsoluteTest.of(policy.sloErrorRate());
  }

  static MarginTest refusals(JudgePolicy policy) {
    return new MarginTest(policy.refusals().toleratedRatio(), policy.refusals().floor());
  }

  static SequentialTest probes(boolean alone) {
    return alone ? FLAPPING : PROBES_OF_BOTH;
  }

  static List<Harmlessness> gates(JudgePolicy policy, boolean alone) {
    return alone
        ? List.of(Harmlessness.open(new JudgePolicy.Gate(Metric.ERROR_RATE, policy.sloErrorRate())))
        : policy.promotion().gates().stream().map(Harmlessness::open).toList();
  }
}
