package dev.belay.controlplane.judging;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Latencies;
import dev.belay.controlplane.analysis.Tally;

/**
 * What has happened since the counts before: requests that have ended, all of them routed under one
 * weight.
 *
 * @param sequence above that of the counts before; counts that are told twice have the same
 * @param weight the candidate's share, 0 to 1, when these requests were routed
 * @param probes failed ones as errors
 */
public record Fed(long sequence, double weight, Arm candidate, Arm stable, Tally probes) {

  /** More than this at once is no count of requests. */
  public static final long MOST = 1_000_000_000L;

  private static final Tally NO_PROBES = new Tally(0, 0, 0, 0);

  /**
   * @param routed how many were sent this way, if that is known, for the guard of the weight; else
   *     0
   * @param latencies how long the answers took; may be none
   */
  public record Arm(Answers answers, long routed, Latencies latencies) {

    public static final Arm NONE = new Arm(Answers.NONE, 0, Latencies.NONE);

    public Arm {
      checkCount("accepted", answers.accepted());
      checkCount("refused", answers.refused());
      checkCount("errors", answers.errors());
      checkCount("routed", routed);
      // From another source than the counts, they may come a look later than the errors.
      checkCount("distinctErrors", answers.distinctErrors());
      latencies.buckets().forEach(bucket -> checkCount("latencies", bucket.count()));
      checkCount("latencies", latencies.count());
    }

    boolean asked() {
      return answers.accepted() + answers.refused() + answers.errors() + routed > 0;
    }
  }

  public Fed {
    if (sequence < 1) {
      throw new IllegalArgumentException(
          "sequence begins with 1 and grows with each count, not " + sequence);
    }
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "weight is the candidate's share of the requests, 0 to 1, not " + weight);
    }
    if (weight == 0 && candidate.asked()) {
      throw new IllegalArgumentException(
          "weight 0 means that the candidate had no share, but it was asked; feed what was routed under another weight by itself");
    }
    if (weight == 1 && stable.asked()) {
      throw new IllegalArgumentException(
          "weight 1 means that the candidate had all of the requests, but stable was asked; one percent is 0.01");
    }
    checkCount("probes", probes.canaryErrors());
    checkCount("probes", probes.canarySuccesses());
    checkCount("probes", probes.stableErrors());
    checkCount("probes", probes.stableSuccesses());
  }

  private static void checkCount(String name, long count) {
    if (count < 0 || count > MOST) {
      throw new IllegalArgumentException(
          "%s is a count of what came since the last time, 0 to %d, not %d"
              .formatted(name, MOST, count));
    }
  }

  boolean asksCandidate() {
    return candidate.asked();
  }

  Judgement feed(Judgement judgement) {
    Judgement next = judgement.routed(weight, candidate.answers(), stable.answers());
    if (candidate.latencies().count() + stable.latencies().count() > 0) {
      next = next.timed(weight, candidate.latencies(), stable.latencies(), 0, 0);
    }
    if (candidate.routed() + stable.routed() > 0) {
      next = next.shared(weight, candidate.routed(), stable.routed());
    }
    return probes.equals(NO_PROBES) ? next : next.probed(probes);
  }
}
