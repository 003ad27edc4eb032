package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.rollout.Cause;
import dev.belay.controlplane.rollout.Pace;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState;
import dev.belay.controlplane.rollout.Sighting;
import dev.belay.controlplane.rollout.Standing;
import dev.belay.controlplane.rollout.SyntheticEvidence;
import dev.belay.controlplane.safety.Dispute;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.ui.release.RolloutView.ArmView;
import dev.belay.controlplane.ui.release.RolloutView.ArtifactView;
import dev.belay.controlplane.ui.release.RolloutView.CauseView;
import dev.belay.controlplane.ui.release.RolloutView.DecisionView;
import dev.belay.controlplane.ui.release.RolloutView.DisputeView;
import dev.belay.controlplane.ui.release.RolloutView.EvidenceView;
import dev.belay.controlplane.ui.release.RolloutView.FindingView;
import dev.belay.controlplane.ui.release.RolloutView.RequestsView;
import dev.belay.controlplane.ui.release.RolloutView.SlowView;
import dev.belay.controlplane.ui.release.RolloutView.WithheldView;
import dev.belay.controlplane.verification.Finding;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes views of rollouts. */
final class RolloutViews {

  private RolloutViews() {}

  static RolloutView full(Rollout rollout, Sighting now, @Nullable Dispute dispute) {
    return view(rollout, now, decisions(rollout), dispute);
  }

  static List<FindingView> findings(List<Finding> findings) {
    return findings.stream()
        .map(finding ->
            new FindingView(
                finding.level().name().toLowerCase(Locale.ROOT),
                finding.rule(),
                finding.message(),
                finding.remedy(),
                finding.evidence()))
        .toList();
  }

  static RolloutView summary(Rollout rollout, Sighting now) {
    return view(rollout, now, null, null);
  }

  private static RolloutView view(
      Rollout rollout,
      Sighting now,
      @Nullable List<DecisionView> decisions,
      @Nullable Dispute dispute) {
    RolloutState state = rollout.state();
    return new RolloutView(
        rollout.service().value(),
        rollout.id().label(),
        state.name(),
        detail(rollout),
        step(rollout),
        rollout.policy().steps().stream().map(Weight::percent).toList(),
        rollout.stable() == null ? null : arm(rollout.stable(), now),
        arm(rollout.candidate(), now),
        new ArtifactView(
            rollout.candidate().artifact().getFileName().toString(),
            rollout.candidate().digest().toString()),
        rollout.candidate().settings().values().keySet(),
        rollout.startedAt(),
        rollout.evidence().dataAt() == null || rollout.ended()
            ? rollout.stateSince()
            : later(rollout.stateSince(), rollout.evidence().dataAt()),
        state instanceof RolloutState.Ended ended ? ended.at() : null,
        state instanceof RolloutState.Active active ? active.deadline() : null,
        rollout.startedBy(),
        rollout.reason(),
        outcome(state),
        cause(state),
        evidence(rollout),
        new RequestsView(
            rollout.stable() == null ? null : rollout.evidence().stable(),
            rollout.evidence().candidate(),
            synthetic(rollout.evidence().synthetic())),
        rollout.evidence().candidate().errors(),
        secondsToSafe(rollout),
        findings(rollout.findings()),
        rollout.withheld().stream()
            .map(withheld ->
                new WithheldView(withheld.at(), withheld.action(), causeView(withheld.cause())))
            .toList(),
        PolicyView.of(rollout.policy()),
        decisions,
        dispute == null ? null : new DisputeView(dispute.by(), dispute.reason(), dispute.at()));
  }

  private static RolloutView.@Nullable SyntheticView synthetic(@Nullable SyntheticEvidence own) {
    if (own == null) {
      return null;
    }
    var last = own.lastFailure();
    return new RolloutView.SyntheticView(
        own.stable(), own.candidate(), last == null ? null : last.words());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static ArmView arm(Revision revision, Sighting now) {
    return new ArmView(
        revision.id().label(),
        now.weightOf(revision.id()).percent(),
        revision.instances(),
        now.readyOf(revision.id()));
  }

  private static List<DecisionView> decisions(Rollout rollout) {
    return rollout.transitions().stream()
        .map(move -> new DecisionView(move.at(), move.from(), move.to(), move.reason()))
        .toList();
  }

  private static @Nullable Integer step(Rollout rollout) {
    return switch (rollout.state()) {
      case RolloutState.Shifting shifting -> shifting.step();
      case RolloutState.Observing observing -> observing.step();
      case RolloutState.Baking baking -> rollout.policy().lastStep();
      case RolloutState.Held held -> stepOf(rollout, held.resume());
      case RolloutState.Promoted promoted -> rollout.policy().lastStep();
      default -> null;
    };
  }

  private static @Nullable Integer stepOf(Rollout rollout, RolloutState.Forward state) {
    return switch (state) {
      case RolloutState.Shifting shifting -> shifting.step();
      case RolloutState.Observing observing -> observing.step();
      case RolloutState.Baking baking -> rollout.policy().lastStep();
      default -> null;
    };
  }

  /** One line about where it stands; the last move's reason where nothing better is known. */
  private static String detail(Rollout rollout) {
    long answered = rollout.answered();
    return switch (rollout.state()) {
      case RolloutState.Verifying verifying -> "the gates look at the artifact";
      case RolloutState.Migrating migrating -> "schema migrations are applied";
      case RolloutState.Starting starting -> "instances start; no traffic yet";
      case RolloutState.Shifting shifting ->
          rollout.policy().weight(shifting.step()) + " is being put into force";
      case RolloutState.Observing observing ->
          "%s, %d of %d requests at this step"
              .formatted(
                  rollout.policy().weight(observing.step()),
                  answered - observing.requestsBefore(),
                  rollout.policy().minRequests());
      case RolloutState.Baking baking -> "watched at 100 % until " + baking.until();
      case RolloutState.Held held -> held.detail();
      case RolloutState.RollingBack back ->
          (back.safeAt() == null ? "traffic goes back: " : "stable has the traffic: ")
              + back.cause().summary();
      case RolloutState.Stranded stranded -> "a person is needed: " + stranded.why();
      case RolloutState.Promoted promoted -> rollout.transitions().getLast().reason();
      case RolloutState.RolledBack back -> back.cause().summary();
      case RolloutState.Blocked blocked -> blocked.cause().summary();
      case RolloutState.Inconclusive open -> open.cause().summary();
    };
  }

  private static @Nullable String outcome(RolloutState state) {
    return switch (state) {
      case RolloutState.Promoted promoted -> "promoted";
      case RolloutState.RolledBack back ->
          back.cause().type().equals(Cause.ABORTED) ? "aborted" : "rolled-back";
      case RolloutState.Blocked blocked -> "blocked";
      case RolloutState.Inconclusive open -> "inconclusive";
      default -> null;
    };
  }

  private static @Nullable CauseView cause(RolloutState state) {
    Cause cause =
        switch (state) {
          case RolloutState.RollingBack back -> back.cause();
          case RolloutState.Stranded stranded -> stranded.attempt().cause();
          case RolloutState.RolledBack back -> back.cause();
          case RolloutState.Blocked blocked -> blocked.cause();
          case RolloutState.Inconclusive open -> open.cause();
          case RolloutState.Held held when held.detail().startsWith(Cause.NOT_ENOUGH_TRAFFIC) ->
              new Cause(Cause.NOT_ENOUGH_TRAFFIC, held.detail(), Map.of());
          default -> null;
        };
    return cause == null ? null : causeView(cause);
  }

  private static CauseView causeView(Cause cause) {
    return new CauseView(cause.type(), cause.summary(), cause.detail());
  }

  private static EvidenceView evidence(Rollout rollout) {
    Judgement judgement = rollout.evidence().judgement();
    Verdict verdict = Standing.verdict(rollout, Instant.now());
    return new EvidenceView(
        Math.round(judgement.logE() * 100) / 100.0,
        Math.round(judgement.threshold() * 100) / 100.0,
        verdict instanceof Verdict.Worse worse ? worse.metric().label() : null,
        verdict.label(),
        switch (verdict) {
          case Verdict.KeepLooking looking -> looking.why().meaning();
          case Verdict.Inconclusive inconclusive -> inconclusive.why().meaning();
          case Verdict.Worse worse -> null;
          case Verdict.Harmless harmless -> null;
        },
        slow(rollout));
  }

  private static @Nullable SlowView slow(Rollout rollout) {
    long after = rollout.evidence().judgement().overdueAfter().toMillis();
    Pace pace = rollout.evidence().pace();
    return after == 0 ? null : new SlowView(after, pace.stable(), pace.candidate());
  }

  private static @Nullable BigDecimal secondsToSafe(Rollout rollout) {
    Instant safe =
        switch (rollout.state()) {
          case RolloutState.RolledBack back -> back.safeAt();
          case RolloutState.RollingBack back -> back.safeAt();
          default -> null;
        };
    return safe == null || rollout.breachAt() == null
        ? null
        : BigDecimal.valueOf(Duration.between(rollout.breachAt(), safe).toMillis(), 3);
  }
}
