package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a policy can come to its end with the traffic that there is, if nothing at all fails. It
 * is asked before anything is started, so that nobody waits an hour for what cannot be.
 */
final class Feasibility {

  /** Below this, one percent of the requests says too little: the standard steps begin at five. */
  static final double BUSY = 50;

  private static final long MOST = 1L << 40;
  private static final long FEWEST_MILLIS = 5_000;

  private Feasibility() {}

  /**
   * @param perSecond requests that the service gets
   * @return what cannot be and what would help; empty where the policy can work, or nobody asks
   */
  static Optional<String> problem(ReleasePolicy policy, double perSecond) {
    boolean stoodIn = !policy.synthetic().isEmpty() && policy.synthetic().countForPromotion();
    if (!policy.besideStable() || policy.minRequests() == 0 || perSecond <= 0 || stoodIn) {
      return Optional.empty();
    }
    int first = firstStep(policy, perSecond);
    double seconds = 0;
    for (int step = first; step < policy.lastStep(); step++) {
      double candidate = policy.weight(step).share() * perSecond;
      // What the first step has shown need not be shown again.
      double proof = step == first ? leastProof(policy, policy.weight(step).share()) : 0;
      double asked = Math.max(policy.requestsAt(step), proof);
      seconds += Math.max(policy.durationOf(step).toSeconds(), asked / candidate);
    }
    return seconds <= policy.maxDuration().toSeconds()
        ? Optional.empty()
        : Optional.of(words(policy, perSecond, seconds));
  }

  /** Where the canary begins: the standard steps leave out one percent of little. */
  static int firstStep(ReleasePolicy policy, double perSecond) {
    List<Weight> standard = ReleasePolicy.standardSteps(ReleasePolicy.Strategy.CANARY);
    return policy.steps().equals(standard) && perSecond < BUSY ? 1 : 0;
  }

  /** The same, by what stable was asked since the rollout began. */
  static int firstStep(Rollout rollout, Instant now) {
    long millis = Duration.between(rollout.startedAt(), now).toMillis();
    return millis < FEWEST_MILLIS
        ? 0
        : firstStep(rollout.policy(), 1_000.0 * rollout.evidence().stable().total() / millis);
  }

  /** How many requests of the candidate, none of which fails, rule out harm at this share. */
  static long leastProof(ReleasePolicy policy, double share) {
    long enough = 1;
    while (enough < MOST && !ruledOut(policy, share, enough)) {
      enough *= 2;
    }
    long tooFew = enough / 2;
    while (enough - tooFew > 1) {
      long middle = (enough + tooFew) / 2;
      if (ruledOut(policy, share, middle)) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return enough;
  }

  private static boolean ruledOut(ReleasePolicy policy, double share, long requests) {
    long stable = Math.round(requests * (1 - share) / share);
    return Judgement.open(countingOnly(policy.judge()))
        .routed(share, Answers.of(requests, 0, 0), Answers.of(stable, 0, 0))
        .harmRuledOut();
  }

  /** How long requests take is not known before. */
  private static JudgePolicy countingOnly(JudgePolicy judged) {
    List<JudgePolicy.Gate> gates =
        judged.promotion().gates().stream()
            .filter(gate -> gate.metric() != Metric.LATENCY)
            .toList();
    return judged.withPromotion(judged.promotion().withGates(gates));
  }

  private static String words(ReleasePolicy policy, double perSecond, double seconds) {
    int first = firstStep(policy, perSecond);
    double share = policy.weight(first).share();
    return ("The policy cannot work with the traffic that there is: at %.3g requests/s, in the"
            + " busiest second of the last %d minutes, its steps take at least %s even if nothing"
            + " fails, and maxDuration is %s. The candidate has to answer %d requests at each step,"
            + " and %d at %s to rule out that harm (%s) is done. Begin with a larger step, allow"
            + " more time (maxDuration), raise harm, or lower minRequests.")
        .formatted(
            perSecond,
            Demand.MINUTES,
            Words.of(Duration.ofSeconds((long) Math.ceil(seconds))),
            Words.of(policy.maxDuration()),
            policy.minRequests(),
            leastProof(policy, share),
            policy.weight(first),
            policy.safeguards().harm().limit());
  }
}
