package dev.belay.controlplane.analysis;

import org.jspecify.annotations.Nullable;

/** Whether a canary that is not known to be worse may have more traffic. */
final class Clearance {

  private Clearance() {}

  static Verdict of(Judgement judgement, Exposure exposure) {
    Verdict.Reason missing = missing(judgement, exposure);
    if (missing == null) {
      return new Verdict.Harmless(least(judgement), threshold(judgement));
    }
    return missing == Verdict.Reason.BLIND || exposure.timeIsUp()
        ? new Verdict.Inconclusive(missing)
        : new Verdict.KeepLooking(missing);
  }

  static boolean harmRuledOut(Judgement judgement) {
    return least(judgement) >= threshold(judgement);
  }

  /** The first of what is missing, the most serious first. */
  private static Verdict.@Nullable Reason missing(Judgement judgement, Exposure exposure) {
    JudgePolicy.Promotion wanted = judgement.policy().promotion();
    if (exposure.dataAge().compareTo(wanted.blindAfter()) > 0) {
      return Verdict.Reason.BLIND;
    }
    if (judgement.requests() == 0) {
      return Verdict.Reason.NO_REQUESTS;
    }
    if (exposure.dataAge().compareTo(wanted.staleAfter()) > 0) {
      return Verdict.Reason.STALE;
    }
    if (exposure.accounted() < wanted.leastAccounted()) {
      return Verdict.Reason.UNACCOUNTED;
    }
    if (judgement.share().broken()) {
      return Verdict.Reason.SHARE_NOT_HONOURED;
    }
    if (judgement.requests() < wanted.minRequests()) {
      return Verdict.Reason.TOO_FEW_REQUESTS;
    }
    if (exposure.served().compareTo(wanted.minTime()) < 0) {
      return Verdict.Reason.TOO_SOON;
    }
    return harmRuledOut(judgement) ? null : Verdict.Reason.NOT_PROVEN;
  }

  /** All gates must reject harm, so the weakest decides and none need be stricter. */
  private static double least(Judgement judgement) {
    double least = Double.POSITIVE_INFINITY;
    for (Harmlessness gate : judgement.gates()) {
      least = Math.min(least, gate.logE());
    }
    return least;
  }

  private static double threshold(Judgement judgement) {
    return -Math.log(judgement.policy().promotion().beta());
  }
}
