package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.probe.Steadiness.Asked;
import dev.belay.controlplane.rollout.Observation.Member;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the judge has found to be worse, in words, by the metric that showed it. */
final class Regression {

  private static final int FEWEST_FOR_SERVICE_DOWN = 3;

  private Regression() {}

  /** Why the judge would take the candidate back; empty while it would not. */
  static Optional<Cause> of(Rollout rollout, Observation seen) {
    if (!(rollout.evidence().judgement().verdict() instanceof Verdict.Worse worse)) {
      return Optional.empty();
    }
    Map<String, String> detail = common(rollout, worse);
    Cause cause =
        switch (worse.metric()) {
          case ERRORS, ERROR_RATE -> errors(rollout, detail);
          case REFUSALS -> refusals(rollout, detail);
          case LATENCY -> slow(rollout, detail);
          case PROBES -> probes(rollout, seen, detail);
        };
    return Optional.of(cause);
  }

  private static Map<String, String> common(Rollout rollout, Verdict.Worse worse) {
    Totals candidate = rollout.evidence().candidate();
    Totals stable = rollout.evidence().stable();
    var detail = new TreeMap<String, String>();
    detail.put(Cause.METRIC, worse.metric().label());
    // Else it is the largest part of what only all metrics together have shown.
    detail.put("metricAlone", worse.proven() ? "enough" : "not enough");
    detail.put("logE", String.format(Locale.ROOT, "%.2f", worse.logE()));
    detail.put("threshold", String.format(Locale.ROOT, "%.2f", worse.threshold()));
    detail.put("candidateErrors", candidate.errors() + " of " + candidate.total());
    detail.put("stableErrors", stable.errors() + " of " + stable.total());
    return detail;
  }

  private static Cause errors(Rollout rollout, Map<String, String> detail) {
    Totals candidate = rollout.evidence().candidate();
    Totals stable = rollout.evidence().stable();
    detail.put("answeredBy", candidate.failed() > 0 ? "the revision (5xx)" : "nobody");
    boolean down = candidate.fine() == 0 && candidate.errors() >= FEWEST_FOR_SERVICE_DOWN;
    String summary =
        down
            ? "Every request to %s failed (%d of %d), while %s answered"
                .formatted(
                    rollout.id().label(),
                    candidate.errors(),
                    candidate.total(),
                    stableWords(rollout))
            : "%s fails more often than %s: %d of %d requests against %d of %d"
                .formatted(
                    rollout.id().label(),
                    stableWords(rollout),
                    candidate.errors(),
                    candidate.total(),
                    stable.errors(),
                    stable.total());
    return new Cause(down ? "ServiceDown" : "ErrorRegression", summary, detail);
  }

  /** Under routing by lot both revisions are asked alike, so who refuses more has changed. */
  private static Cause refusals(Rollout rollout, Map<String, String> detail) {
    Totals candidate = rollout.evidence().candidate();
    Totals stable = rollout.evidence().stable();
    detail.put("candidateRefusals", candidate.refused() + " of " + candidate.total());
    detail.put("stableRefusals", stable.refused() + " of " + stable.total());
    detail.put("answeredBy", "the revision (4xx)");
    return new Cause(
        "RefusalRegression",
        "%s refuses what %s accepts: %d of %d requests against %d of %d"
            .formatted(
                rollout.id().label(),
                stableWords(rollout),
                candidate.refused(),
                candidate.total(),
                stable.refused(),
                stable.total()),
        detail);
  }

  private static Cause slow(Rollout rollout, Map<String, String> detail) {
    Pace pace = rollout.evidence().pace();
    Duration bound = rollout.evidence().judgement().overdueAfter();
    detail.put("slowAfter", bound.toMillis() + " ms");
    detail.put("candidateSlow", pace.candidate().slow() + " of " + pace.candidate().of());
    detail.put("stableSlow", pace.stable().slow() + " of " + pace.stable().of());
    return new Cause(
        "LatencyRegression",
        "%s is slower than %s: %d of %d requests took more than %d ms against %d of %d"
            .formatted(
                rollout.id().label(),
                stableWords(rollout),
                pace.candidate().slow(),
                pace.candidate().of(),
                bound.toMillis(),
                pace.stable().slow(),
                pace.stable().of()),
        detail);
  }

  private static Cause probes(Rollout rollout, Observation seen, Map<String, String> detail) {
    Asked candidate = rollout.evidence().probing().candidate();
    Asked stable = rollout.evidence().probing().stable();
    String share = candidate.failed() + " of " + candidate.asked() + " probes";
    Optional<Member> worst = worst(seen);
    worst.ifPresent(member -> detail.put("instance", member.backend().instance()));
    detail.put("probe", "readiness");
    detail.put("saw", worst.map(Regression::saw).orElse(""));
    detail.put(Breach.SHARE_OF_TIME, share);
    return new Cause(
        Cause.PROBE_FAILED,
        "%s: readiness failed in %s against %d of %d of %s"
            .formatted(
                rollout.id().label(), share, stable.failed(), stable.asked(), stableWords(rollout)),
        detail);
  }

  private static Optional<Member> worst(Observation seen) {
    return seen.candidate() == null
        ? Optional.empty()
        : seen.candidate().members().stream()
            .max(Comparator.comparing(member -> member.steadiness().after(null).failed()));
  }

  private static String saw(Member member) {
    return member.trouble() == null ? "" : member.trouble().detail();
  }

  private static String stableWords(Rollout rollout) {
    return rollout.stable() == null ? "the limit allows" : rollout.stable().id().label();
  }
}
