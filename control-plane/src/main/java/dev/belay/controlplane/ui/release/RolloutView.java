package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.rollout.Pace;
import dev.belay.controlplane.rollout.SyntheticEvidence;
import dev.belay.controlplane.rollout.Totals;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rollout as people and the CLI see it; {@code docs/control-plane-api.md} says what is what. */
record RolloutView(
    String service,
    String revision,
    String state,
    String detail,
    @Nullable Integer step,
    List<BigDecimal> steps,
    @Nullable ArmView stable,
    ArmView candidate,
    ArtifactView artifact,
    Collection<String> settings,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    @Nullable Instant deadline,
    String startedBy,
    String reason,
    @Nullable String outcome,
    @Nullable CauseView cause,
    EvidenceView evidence,
    RequestsView requests,
    long failedRequests,
    @Nullable BigDecimal secondsToSafe,
    List<FindingView> findings,
    List<WithheldView> withheld,
    PolicyView policy,
    @Nullable List<DecisionView> decisions,
    @Nullable DisputeView dispute) {

  /** What `weight` is: the share in force, in percent. */
  record ArmView(String revision, BigDecimal weight, int instances, @Nullable Integer ready) {}

  record ArtifactView(String name, String digest) {}

  record CauseView(String type, String summary, Map<String, String> detail) {}

  /**
   * @param verdict {@code keep-looking}, {@code worse}, {@code harmless} or {@code inconclusive}
   * @param why what is missing for more; null where nothing is
   * @param slow null until it is known what is slow
   */
  record EvidenceView(
      double logE,
      double threshold,
      @Nullable String metric,
      String verdict,
      @Nullable String why,
      @Nullable SlowView slow) {}

  /** Requests that took longer than so many milliseconds. */
  record SlowView(long afterMillis, Pace.Slow stable, Pace.Slow candidate) {}

  /**
   * @param synthetic null where the team's own requests were not compared
   */
  record RequestsView(
      @Nullable Totals stable, Totals candidate, @Nullable SyntheticView synthetic) {}

  /**
   * The team's own requests, never among the others.
   *
   * @param lastFailure of the candidate, in words
   */
  record SyntheticView(
      SyntheticEvidence.Answered stable,
      SyntheticEvidence.Answered candidate,
      @Nullable String lastFailure) {}

  record FindingView(
      String level, String rule, String message, String remedy, Map<String, String> evidence) {}

  /** What mode observe or gate has left undone. */
  record WithheldView(Instant at, String action, CauseView cause) {}

  /** Who says that the rollback was wrong. */
  record DisputeView(String by, String reason, Instant at) {}

  record DecisionView(Instant at, String from, String to, String reason) {}
}
