package dev.belay.controlplane.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a story ended.
 *
 * @param rollouts oldest first
 * @param violation null if every invariant held
 * @param holds why they were held, such as {@code NO_DATA}
 * @param steps at which a control plane could have been killed
 */
record Result(
    Story story,
    List<Rollout> rollouts,
    @Nullable Violation violation,
    Chronicle chronicle,
    Set<String> holds,
    int steps,
    int turns,
    Duration took) {

  /** The ends of the releases, such as {@code Promoted} or {@code RolledBack(CrashLoop)}. */
  List<String> ends() {
    return rollouts.stream()
        .filter(each -> each.id().number() >= story.firstCandidate())
        .map(each -> end(each.state()))
        .toList();
  }

  private static String end(RolloutState state) {
    return switch (state) {
      case RolloutState.RolledBack back -> "RolledBack(" + back.cause().type() + ")";
      case RolloutState.Blocked blocked -> "Blocked(" + blocked.cause().type() + ")";
      case RolloutState.Inconclusive end -> "Inconclusive(" + end.cause().type() + ")";
      default -> state.name();
    };
  }

  String tell() {
    return """
    %s
    seed %d, after %d turns and %d steps (%s of virtual time); replay with -Dbelay.sim.seed=%d
    %s
    the last events:
    %s\
    """
        .formatted(
            violation == null ? "no violation" : violation.getMessage(),
            story.seed(),
            turns,
            steps,
            took,
            story.seed(),
            words(),
            chronicle);
  }

  private String words() {
    var words = new StringBuilder("policy " + story.policy());
    words.append("\ntruths ").append(story.truths());
    words.append(
        "\n%d+%d instances, %s requests/s, errors %s, retries %d, turn %s, errands %s"
            .formatted(
                story.stableInstances(),
                story.instances(),
                story.requestsPerSecond(),
                story.baseErrors(),
                story.retries(),
                story.turn(),
                story.errandsTake()));
    story.happenings().forEach(each -> words.append("\n  ").append(each));
    return words.toString();
  }
}
