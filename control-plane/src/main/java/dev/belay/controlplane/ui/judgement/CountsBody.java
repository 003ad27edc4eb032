package dev.belay.controlplane.ui.judgement;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.analysis.Latencies;
import dev.belay.controlplane.analysis.Tally;
import dev.belay.controlplane.judging.Fed;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What has happened since the counts before.
 *
 * @param weight the candidate's share, 0 to 1, when these requests were routed
 */
record CountsBody(
    @Nullable Long sequence,
    @Nullable Double weight,
    @Nullable ArmBody candidate,
    @Nullable ArmBody stable) {

  /**
   * @param routed null where nobody knows
   * @param distinctErrors one a client in a while; null where clients cannot be told apart
   * @param latencies the fastest first
   * @param probes null where none were made
   */
  record ArmBody(
      @Nullable Long accepted,
      @Nullable Long refused,
      @Nullable Long errors,
      @Nullable Long distinctErrors,
      @Nullable Long routed,
      @Nullable List<Latencies.Bucket> latencies,
      @Nullable ProbesBody probes) {

    private Fed.Arm arm() {
      long failed = or(errors);
      return new Fed.Arm(
          new Answers(
              or(accepted),
              or(refused),
              failed,
              Objects.requireNonNullElse(distinctErrors, failed)),
          or(routed),
          latencies == null ? Latencies.NONE : new Latencies(latencies));
    }
  }

  record ProbesBody(long failed, long passed) {}

  Fed counts() {
    if (sequence == null || weight == null) {
      throw new IllegalArgumentException(
          "sequence (1, 2, 3, …) and weight (the candidate's share, 0 to 1) are needed with every count");
    }
    return new Fed(
        sequence,
        weight,
        candidate == null ? Fed.Arm.NONE : candidate.arm(),
        stable == null ? Fed.Arm.NONE : stable.arm(),
        tally());
  }

  private Tally tally() {
    ProbesBody none = new ProbesBody(0, 0);
    ProbesBody mine = candidate == null || candidate.probes() == null ? none : candidate.probes();
    ProbesBody others = stable == null || stable.probes() == null ? none : stable.probes();
    return new Tally(mine.failed(), mine.passed(), others.failed(), others.passed());
  }

  private static long or(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
