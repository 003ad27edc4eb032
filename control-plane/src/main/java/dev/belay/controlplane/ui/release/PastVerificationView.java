package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.ui.release.RolloutView.FindingView;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.Verification;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one verification.
 *
 * @param revision for a question the one that a release would have got
 * @param occasion {@code release} or {@code question}
 * @param endedAt null while it is under way
 * @param outcome {@code underway}, {@code passed}, {@code blocked}, {@code failed} or {@code
 *     interrupted}
 * @param gates those that were looked at
 */
record PastVerificationView(
    String revision,
    String digest,
    int attempt,
    String occasion,
    String by,
    Instant startedAt,
    @Nullable Instant endedAt,
    String outcome,
    List<GateView> gates) {

  /**
   * What one gate said.
   *
   * @param verdict {@code passed}, {@code blocked}, {@code released} or {@code timed out}
   */
  record GateView(
      String gate, Instant startedAt, long millis, String verdict, List<FindingView> findings) {}

  static PastVerificationView of(Verification past) {
    return new PastVerificationView(
        past.revision().label(),
        new Digest(past.digest()).toString(),
        past.attempt(),
        past.occasion() == Subject.Occasion.RELEASE ? "release" : "question",
        past.by(),
        past.startedAt(),
        past.endedAt(),
        past.outcome().word(),
        past.gates().stream().map(PastVerificationView::gate).toList());
  }

  private static GateView gate(Verification.Looked looked) {
    return new GateView(
        looked.gate().word(),
        looked.startedAt(),
        looked.took().toMillis(),
        looked.verdict().word(),
        RolloutViews.findings(looked.findings()));
  }
}
