package dev.belay.controlplane.ui.judgement;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.ui.release.AnalysisView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * What is judged and how; all but the name may be left out.
 *
 * @param alpha largest probability of a false alarm; default 0.001
 * @param harm the share of requests that would be harm; default 0.005
 * @param beta largest probability of calling a harmful canary harmless; default 0.05
 * @param minRequests of the candidate; default 500
 * @param minTime with traffic; default {@code 60s}
 * @param maxDuration of the whole judgement; default {@code 1h}
 * @param alone whether no stable revision serves beside the candidate; default false
 */
record OpenBody(
    @Nullable String name,
    @Nullable Double alpha,
    @Nullable Double harm,
    @Nullable Double beta,
    @Nullable Long minRequests,
    @Nullable String minTime,
    @Nullable String maxDuration,
    @Nullable Boolean alone,
    @Nullable AnalysisView analysis) {

  String wantedName() {
    if (name == null) {
      throw new IllegalArgumentException("name is missing: what is judged, such as 'shop 1.4.2'");
    }
    return name;
  }

  boolean isAlone() {
    return Boolean.TRUE.equals(alone);
  }

  Duration longest() {
    return duration("maxDuration", maxDuration, Duration.ofHours(1));
  }

  JudgePolicy policy() {
    if (analysis != null && analysis.counts() != null) {
      throw new IllegalArgumentException(
          "analysis.counts is for a rollout; a judgement gets the counts that it is fed");
    }
    JudgePolicy standard = JudgePolicy.defaults();
    JudgePolicy judged = analysis == null ? standard : analysis.over(standard);
    JudgePolicy.Promotion before = judged.promotion();
    double least =
        harm == null
            ? before.gates().stream()
                .filter(gate -> gate.metric() == Metric.ERRORS)
                .mapToDouble(JudgePolicy.Gate::harm)
                .findFirst()
                .orElse(standard.promotion().gates().getFirst().harm())
            : harm;
    List<JudgePolicy.Gate> gates =
        Stream.concat(
                Stream.of(new JudgePolicy.Gate(Metric.ERRORS, least)),
                before.gates().stream().filter(gate -> gate.metric() != Metric.ERRORS))
            .toList();
    return judged
        .withAlpha(Objects.requireNonNullElse(alpha, standard.alpha()))
        .withPromotion(
            new JudgePolicy.Promotion(
                Objects.requireNonNullElse(beta, before.beta()),
                gates,
                Objects.requireNonNullElse(minRequests, before.minRequests()),
                duration("minTime", minTime, before.minTime()),
                before.staleAfter(),
                before.blindAfter(),
                before.leastAccounted()));
  }

  private static Duration duration(String field, @Nullable String text, Duration otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return DurationStyle.SIMPLE.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is a number with a unit such as \"30s\" or \"10m\", not '%s'".formatted(field, text),
          e);
    }
  }
}
