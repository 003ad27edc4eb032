package dev.belay.controlplane.ui.judgement;

import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.judging.OpenJudgement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A judgement as pipelines read it: flat, so that a condition on one field is enough.
 *
 * @param verdict {@code keep-looking}, {@code worse}, {@code harmless} or {@code inconclusive}
 * @param why what is missing, or in what it is worse; null where nothing is
 * @param metric what is worse; null while nothing is
 * @param proven whether that metric alone has shown it
 * @param logE the evidence against the candidate, a natural logarithm
 * @param threshold what it has to reach
 * @param byMetric the parts of it
 */
record JudgementView(
    String id,
    String name,
    String verdict,
    boolean worse,
    boolean harmless,
    boolean inconclusive,
    @Nullable String why,
    @Nullable String metric,
    boolean proven,
    double logE,
    double threshold,
    Map<String, Double> byMetric,
    long requests,
    long sequence,
    Instant openedAt,
    Instant deadline,
    @Nullable Instant fedAt) {

  static JudgementView of(OpenJudgement open, Instant now) {
    Judgement judgement = open.judgement();
    Verdict verdict = open.verdict(now);
    var byMetric = new LinkedHashMap<String, Double>();
    for (Metric metric : Metric.values()) {
      byMetric.put(metric.label(), rounded(judgement.logE(metric)));
    }
    Verdict.Worse worse = verdict instanceof Verdict.Worse found ? found : null;
    return new JudgementView(
        open.id(),
        open.name(),
        verdict.label(),
        worse != null,
        verdict instanceof Verdict.Harmless,
        verdict instanceof Verdict.Inconclusive,
        why(verdict),
        worse == null ? null : worse.metric().label(),
        worse != null && worse.proven(),
        rounded(worse == null ? judgement.logE() : worse.logE()),
        rounded(judgement.threshold()),
        byMetric,
        judgement.requests(),
        open.sequence(),
        open.openedAt(),
        open.openedAt().plus(open.maxDuration()),
        open.fedAt());
  }

  static @Nullable String why(Verdict verdict) {
    return switch (verdict) {
      case Verdict.KeepLooking looking -> looking.why().meaning();
      case Verdict.Inconclusive inconclusive -> inconclusive.why().meaning();
      case Verdict.Worse worse -> "the canary had " + worse.metric().meaning();
      case Verdict.Harmless harmless -> null;
    };
  }

  /** JSON has no infinity. */
  private static double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * 1_000) / 1_000.0 : -1_000_000;
  }
}
