package dev.belay.controlplane.analysis;

/**
 * What a rollout promises and tolerates.
 *
 * @param alpha the largest probability, over the whole rollout, of taking back a canary that is not
 *     worse; above 0, at most 0.2
 * @param toleratedRatio how many times stable's error rate is still not worse, 1 to 100. Above 1 it
 *     also forgives a routing share that is slightly off
 * @param sloErrorRate the largest error rate of a canary that has all the traffic, above 0, at most
 *     0.5. Below the service's usual rate, a healthy canary is taken back
 */
public record JudgePolicy(double alpha, double toleratedRatio, double sloErrorRate) {

  private static final JudgePolicy DEFAULTS = new JudgePolicy(.001, 1.25, .01);

  public JudgePolicy {
    if (!(alpha > 0 && alpha <= .2)) {
      throw new IllegalArgumentException(
          "alpha is the probability of a false rollback, above 0 and at most 0.2, not " + alpha);
    }
    if (!(toleratedRatio >= 1 && toleratedRatio <= 100)) {
      throw new IllegalArgumentException(
          "toleratedRatio is a multiple of stable's error rate, 1 to 100, not " + toleratedRatio);
    }
    if (!(sloErrorRate > 0 && sloErrorRate <= .5)) {
      throw new IllegalArgumentException(
          "sloErrorRate is a share of requests, above 0 and at most 0.5, not " + sloErrorRate);
    }
  }

  /** One false rollback in a thousand rollouts, 1.25 times stable's error rate, 1 % errors. */
  public static JudgePolicy defaults() {
    return DEFAULTS;
  }

  public JudgePolicy withAlpha(double alpha) {
    return new JudgePolicy(alpha, toleratedRatio, sloErrorRate);
  }
}
