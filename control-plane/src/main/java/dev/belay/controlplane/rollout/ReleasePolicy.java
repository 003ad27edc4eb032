package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a revision is given traffic.
 *
 * @param steps the candidate's weights, ascending, the last is 100 %; default 1, 5, 25, 50, 100
 * @param stepDuration least time at a step; default 60 s
 * @param minRequests least requests the candidate has answered at a step before the next, and in
 *     all before promotion; default 500; 0 only where the candidate is already proven
 * @param maxDuration for all steps together; then the rollout is held; default 60 min
 * @param bake how long the candidate is watched at 100 %; default 10 min
 * @param startTimeout from start to ready; default 2 min
 * @param alpha largest probability of a false rollback, over the whole rollout; default 0.001
 */
public record ReleasePolicy(
    Strategy strategy,
    List<Weight> steps,
    Duration stepDuration,
    long minRequests,
    Duration maxDuration,
    Duration bake,
    Duration startTimeout,
    double alpha) {

  public static final int MAX_STEPS = 20;
  private static final Duration LONGEST = Duration.ofDays(7);

  /** How the candidate gets its traffic. */
  public enum Strategy {
    CANARY,
    ALL_AT_ONCE
  }

  public ReleasePolicy {
    steps = List.copyOf(steps);
    List<String> wrong = violations(steps, stepDuration, minRequests, maxDuration, bake, alpha);
    if (startTimeout.isNegative() || startTimeout.isZero()) {
      wrong.add("startTimeout must be longer than 0, not " + startTimeout);
    }
    if (strategy == Strategy.ALL_AT_ONCE && steps.size() != 1) {
      wrong.add("all-at-once has the one step 100, not " + steps);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException("The policy cannot work: " + String.join("; ", wrong));
    }
  }

  public static ReleasePolicy canary() {
    return new ReleasePolicy(
        Strategy.CANARY,
        List.of(1, 5, 25, 50, 100).stream().map(Weight::percent).toList(),
        Duration.ofSeconds(60),
        500,
        Duration.ofMinutes(60),
        Duration.ofMinutes(10),
        Duration.ofMinutes(2),
        0.001);
  }

  /**
   * Everything at once to a revision that has nothing to be compared with, or is already proven.
   */
  public static ReleasePolicy proven(Duration startTimeout) {
    return new ReleasePolicy(
        Strategy.ALL_AT_ONCE,
        List.of(Weight.ALL),
        Duration.ZERO,
        0,
        Duration.ofMinutes(60),
        Duration.ZERO,
        startTimeout,
        0.001);
  }

  /** What the statistical tests are asked to promise. */
  JudgePolicy judge() {
    return JudgePolicy.defaults().withAlpha(alpha);
  }

  public Weight weight(int step) {
    return steps.get(step);
  }

  public int lastStep() {
    return steps.size() - 1;
  }

  private static List<String> violations(
      List<Weight> steps,
      Duration stepDuration,
      long minRequests,
      Duration maxDuration,
      Duration bake,
      double alpha) {
    var wrong = new ArrayList<String>();
    if (steps.isEmpty() || steps.size() > MAX_STEPS) {
      wrong.add("1 to %d steps are allowed, not %d".formatted(MAX_STEPS, steps.size()));
    } else if (!steps.getLast().equals(Weight.ALL)) {
      wrong.add("the last step must be 100, not " + steps.getLast());
    }
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).compareTo(i == 0 ? Weight.ZERO : steps.get(i - 1)) <= 0) {
        wrong.add("steps must ascend from above 0: " + steps);
        break;
      }
    }
    if (minRequests < 0 || minRequests > 1_000_000_000L) {
      wrong.add("minRequests must be 0 to 1000000000, not " + minRequests);
    }
    if (stepDuration.isNegative() || stepDuration.compareTo(LONGEST) > 0) {
      wrong.add("stepDuration must be 0 s to 7 days, not " + stepDuration);
    }
    if (bake.isNegative() || bake.compareTo(LONGEST) > 0) {
      wrong.add("bake must be 0 s to 7 days, not " + bake);
    }
    if (maxDuration.compareTo(stepDuration.multipliedBy(Math.max(1, steps.size() - 1L))) < 0) {
      wrong.add("maxDuration %s is shorter than the steps' least time".formatted(maxDuration));
    }
    if (!(alpha > 0 && alpha <= 0.2)) {
      wrong.add("alpha must lie above 0 and up to 0.2, not " + alpha);
    }
    return wrong;
  }
}
