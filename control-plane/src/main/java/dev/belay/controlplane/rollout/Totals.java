package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;

/**
 * Requests by class, as {@link dev.belay.controlplane.traffic.RequestOutcomes.Counts} has them.
 *
 * @param routed sent this way, those under way among them; 0 where nobody tells
 */
public record Totals(long succeeded, long refused, long failed, long unanswered, long routed) {

  public static final Totals NONE = new Totals(0, 0, 0, 0);

  /** Where nobody told how many were routed. */
  public Totals(long succeeded, long refused, long failed, long unanswered) {
    this(succeeded, refused, failed, unanswered, 0);
  }

  static Totals of(Counts counts) {
    return new Totals(
        counts.succeeded(),
        counts.refused(),
        counts.failed(),
        counts.unanswered(),
        counts.routed());
  }

  Totals plus(Totals more) {
    return new Totals(
        succeeded + more.succeeded,
        refused + more.refused,
        failed + more.failed,
        unanswered + more.unanswered,
        routed + more.routed);
  }

  /** What came since; a counter that went back counts as started again. */
  Totals since(Totals before) {
    return equals(before) ? NONE : gained(before);
  }

  private Totals gained(Totals before) {
    return new Totals(
        gain(succeeded, before.succeeded),
        gain(refused, before.refused),
        gain(failed, before.failed),
        gain(unanswered, before.unanswered),
        gain(routed, before.routed));
  }

  private static long gain(long now, long before) {
    return now >= before ? now - before : now;
  }

  /**
   * For the judge. Routing is by lot for each request, so every error counts; but what a process
   * left unanswered that has just ended has one cause, which {@link Breach} judges by itself.
   *
   * @param lost whether a process of the revision is gone
   */
  Answers answers(boolean lost) {
    return new Answers(succeeded, refused, errors(), lost ? failed : errors());
  }

  public long errors() {
    return failed + unanswered;
  }

  public long fine() {
    return succeeded + refused;
  }

  public long total() {
    return fine() + errors();
  }
}
