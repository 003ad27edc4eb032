package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** All that cannot work in a policy, at once. */
final class PolicyViolations {

  private final List<String> wrong = new ArrayList<>();

  private PolicyViolations() {}

  static List<String> of(
      Strategy strategy,
      List<Weight> steps,
      Duration stepDuration,
      List<Duration> stepDurations,
      long minRequests,
      Duration maxDuration,
      Duration bake,
      Duration startTimeout,
      double alpha) {
    var violations = new PolicyViolations();
    violations.steps(strategy, steps);
    violations.durations(steps, stepDuration, stepDurations, maxDuration);
    violations.limit("bake", bake);
    violations.requests(minRequests);
    if (startTimeout.isNegative() || startTimeout.isZero()) {
      violations.wrong.add("startTimeout must be longer than 0, not " + startTimeout);
    }
    if (!(alpha > 0 && alpha <= ReleasePolicy.LARGEST_ALPHA)) {
      violations.wrong.add("alpha must lie above 0 and up to 0.2, not " + alpha);
    }
    return violations.wrong;
  }

  private void steps(Strategy strategy, List<Weight> steps) {
    if (strategy != Strategy.CANARY) {
      if (!steps.equals(ReleasePolicy.standardSteps(strategy))) {
        wrong.add(
            strategy == Strategy.ALL_AT_ONCE
                ? "all-at-once has the one step 100, not " + steps
                : "blue-green has the steps 0 and 100, not " + steps);
      }
      return;
    }
    if (steps.isEmpty() || steps.size() > ReleasePolicy.MAX_STEPS) {
      wrong.add(
          "1 to %d steps are allowed, not %d".formatted(ReleasePolicy.MAX_STEPS, steps.size()));
    } else if (!steps.getLast().equals(Weight.ALL)) {
      wrong.add("the last step must be 100, not " + steps.getLast());
    }
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).compareTo(i == 0 ? Weight.ZERO : steps.get(i - 1)) <= 0) {
        wrong.add("steps must ascend from above 0: " + steps);
        break;
      }
    }
  }

  private void durations(
      List<Weight> steps, Duration stepDuration, List<Duration> each, Duration maxDuration) {
    limit("stepDuration", stepDuration);
    each.forEach(duration -> limit("the duration of a step", duration));
    if (!each.isEmpty() && each.size() != steps.size()) {
      wrong.add(
          "there are %d steps but %d durations of steps".formatted(steps.size(), each.size()));
      return;
    }
    // The time at the last step is the bake.
    Duration least =
        IntStream.range(0, Math.max(1, steps.size() - 1))
            .mapToObj(step -> each.isEmpty() ? stepDuration : each.get(step))
            .reduce(Duration.ZERO, Duration::plus);
    if (maxDuration.compareTo(least) < 0) {
      wrong.add("maxDuration %s is shorter than the steps' least time".formatted(maxDuration));
    }
  }

  private void requests(long minRequests) {
    if (minRequests < 0 || minRequests > ReleasePolicy.MOST_REQUESTS) {
      wrong.add("minRequests must be 0 to 1000000000, not " + minRequests);
    }
  }

  private void limit(String name, Duration duration) {
    if (duration.isNegative() || duration.compareTo(ReleasePolicy.LONGEST) > 0) {
      wrong.add("%s must be 0 s to 7 days, not %s".formatted(name, duration));
    }
  }
}
