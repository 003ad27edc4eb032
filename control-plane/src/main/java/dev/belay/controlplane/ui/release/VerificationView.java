package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.rollout.Verifications;
import dev.belay.controlplane.ui.release.RolloutView.FindingView;
import java.util.List;

/**
 * What the gates find.
 *
 * @param passed no blocker
 */
record VerificationView(
    String service, String artifact, String digest, boolean passed, List<FindingView> findings) {

  static VerificationView of(String service, String artifact, Verifications.Result result) {
    return new VerificationView(
        service,
        artifact,
        result.digest().toString(),
        result.passed(),
        RolloutViews.findings(result.findings()));
  }
}
