package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.patrol.Verdict;
import dev.belay.controlplane.ui.release.DriftView.FindingView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a patrol said that was new.
 *
 * @param revision that was wanted then; null where none was
 * @param findings empty where all was as it was wanted again
 * @param outcome {@code done}, {@code underway}, {@code failed} or {@code interrupted}
 */
record VerdictView(
    Instant at,
    @Nullable String revision,
    List<FindingView> findings,
    String state,
    String detail,
    String outcome) {

  static VerdictView of(Verdict verdict) {
    return new VerdictView(
        verdict.seenAt(),
        verdict.revision() == null ? null : "r" + verdict.revision(),
        verdict.drifts().stream().map(FindingView::of).toList(),
        DriftView.written(verdict.conduct().state()),
        verdict.conduct().detail(),
        DriftView.written(verdict.outcome()));
  }
}
