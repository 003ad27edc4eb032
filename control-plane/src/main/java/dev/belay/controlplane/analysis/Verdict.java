package dev.belay.controlplane.analysis;

/** What the evidence says so far. There is no verdict "good": absence of evidence is not health. */
public sealed interface Verdict {

  /** For the API. */
  String label();

  /** Not enough evidence that the canary is worse. */
  record KeepLooking() implements Verdict {
    @Override
    public String label() {
      return "keep-looking";
    }
  }

  /**
   * The canary is worse. Final: later good requests do not take it back.
   *
   * @param metric which test contributed most
   * @param logE the evidence at its highest, a natural logarithm
   * @param threshold what it had to reach
   */
  record Worse(Metric metric, double logE, double threshold) implements Verdict {
    @Override
    public String label() {
      return "worse";
    }
  }
}
