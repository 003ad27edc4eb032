package dev.belay.controlplane.analysis;

/** What the evidence says so far. Absence of evidence is neither health nor guilt. */
public sealed interface Verdict {

  /** For the API. */
  String label();

  /**
   * Neither enough evidence that the canary is worse nor enough that it is not harmful.
   *
   * @param why what is missing, the most serious first
   */
  record KeepLooking(Reason why) implements Verdict {
    @Override
    public String label() {
      return "keep-looking";
    }
  }

  /**
   * The canary is worse. Final: later good requests do not take it back.
   *
   * @param metric which test contributed most
   * @param proven whether that metric alone had enough evidence; else only all together had
   * @param logE the evidence at its highest, a natural logarithm
   * @param threshold what it had to reach
   */
  record Worse(Metric metric, boolean proven, double logE, double threshold) implements Verdict {
    @Override
    public String label() {
      return "worse";
    }
  }

  /**
   * The canary may have more traffic: it was asked often and long enough, its data is fresh and
   * complete, and in every gating metric harm is ruled out.
   *
   * @param logE the least evidence of a gate, a natural logarithm
   * @param threshold what each had to reach
   */
  record Harmless(double logE, double threshold) implements Verdict {
    @Override
    public String label() {
      return "harmless";
    }
  }

  /**
   * There is no more time to look, or nothing to look at. Not "bad", and no reason to go on.
   *
   * @param why what was missing
   */
  record Inconclusive(Reason why) implements Verdict {
    @Override
    public String label() {
      return "inconclusive";
    }
  }

  /** What keeps a canary from being called harmless. */
  enum Reason {
    /** Nobody has counted anything for so long that the canary cannot be watched. */
    BLIND("nothing was counted for too long"),
    /** The canary has answered nobody. */
    NO_REQUESTS("the canary has answered nobody"),
    /** The counts are too old to decide by. */
    STALE("the counts are not fresh"),
    /** Requests were routed that nobody counted. */
    UNACCOUNTED("too many requests were routed and not counted"),
    /** An arm gets more or less than its weight. */
    SHARE_NOT_HONOURED("the weights are not honoured"),
    /** The canary has answered too few. */
    TOO_FEW_REQUESTS("the canary has answered too few"),
    /** The canary has served too short. */
    TOO_SOON("the canary has served too short"),
    /** Harm is not ruled out. */
    NOT_PROVEN("harm is not ruled out yet");

    private final String meaning;

    Reason(String meaning) {
      this.meaning = meaning;
    }

    /** For people. */
    public String meaning() {
      return meaning;
    }
  }
}
