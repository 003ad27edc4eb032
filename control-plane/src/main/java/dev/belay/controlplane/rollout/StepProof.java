package dev.belay.controlplane.rollout;

import java.math.BigDecimal;
import java.math.MathContext;

/** What must be shown before a canary goes on, and the words for what is missing. */
final class StepProof {

  private StepProof() {}

  /**
   * Whether harm is ruled out as far as this step asks for it: beside stable, and where requests
   * are asked for at all.
   */
  static boolean harmless(Rollout rollout, int step) {
    ReleasePolicy policy = rollout.policy();
    return rollout.stable() == null
        || !policy.besideStable()
        || policy.requestsAt(step) == 0
        || rollout.evidence().judgement().harmRuledOut()
        || stoodIn(rollout);
  }

  private static boolean stoodIn(Rollout rollout) {
    SyntheticEvidence own = rollout.evidence().synthetic();
    return rollout.policy().synthetic().countForPromotion()
        && own != null
        && own.judgement().harmRuledOut();
  }

  static String notProven(Rollout rollout) {
    return "%s: too few to rule out that %s %% more of its requests fail than of stable's"
        .formatted(
            Cause.NOT_ENOUGH_TRAFFIC,
            BigDecimal.valueOf(100 * rollout.policy().safeguards().harm().limit())
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString());
  }

  static String notHonoured(Rollout rollout, RolloutState.Observing state) {
    Evidence evidence = rollout.evidence();
    long candidate = evidence.candidate().routed();
    return "%s for %s is in force and not honoured: of %d requests it got %d"
        .formatted(
            rollout.policy().weight(state.step()),
            rollout.id().label(),
            candidate + evidence.stable().routed(),
            candidate);
  }

  static String notEnough(long answered, ReleasePolicy policy) {
    return "%s: %d of %d requests"
        .formatted(Cause.NOT_ENOUGH_TRAFFIC, answered, policy.minRequests());
  }
}
