package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.JudgePolicy.Budget;
import dev.belay.controlplane.analysis.JudgePolicy.Gate;
import dev.belay.controlplane.analysis.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the judge tolerates, as JSON has it; in a request every field may be left out.
 *
 * @param counts who counts users' requests, {@code gateway} or {@code actuator}; null in a
 *     judgement, which is fed
 */
public record AnalysisView(
    @Nullable Tolerated errors,
    @Nullable Limit errorRate,
    @Nullable Slow latency,
    @Nullable Tolerated refusals,
    @Nullable Shares budget,
    @Nullable Gates gates,
    @Nullable String counts) {

  /**
   * @param toleratedRatio times stable's rate
   * @param toleratedShare of all requests beyond that
   */
  public record Tolerated(@Nullable Double toleratedRatio, @Nullable Double toleratedShare) {}

  /**
   * @param limit share of requests, where the candidate is alone
   */
  public record Limit(@Nullable Double limit) {}

  /**
   * @param delay such as {@code 50ms}
   */
  public record Slow(
      @Nullable Double slowdown,
      @Nullable String delay,
      @Nullable Double toleratedRatio,
      @Nullable Long minStableRequests,
      @Nullable Long warmUpRequests) {}

  /** Shares of the evidence, together at most 1. */
  public record Shares(
      @Nullable Double errors,
      @Nullable Double latency,
      @Nullable Double probes,
      @Nullable Double refusals,
      @Nullable Double errorRate) {}

  /** The share of requests that would be harm, in what else than errors it must be ruled out. */
  public record Gates(@Nullable Double refusals, @Nullable Double latency) {}

  public static AnalysisView of(JudgePolicy policy) {
    JudgePolicy.Latency latency = policy.latency();
    Budget budget = policy.budget();
    return new AnalysisView(
        new Tolerated(policy.toleratedRatio(), policy.toleratedErrors()),
        new Limit(policy.sloErrorRate()),
        new Slow(
            latency.toleratedSlowdown(),
            PolicyView.seconds(Duration.ofMillis(latency.toleratedDelayMillis())),
            latency.toleratedRatio(),
            latency.minStableRequests(),
            latency.warmUpRequests()),
        new Tolerated(policy.refusals().toleratedRatio(), policy.refusals().floor()),
        new Shares(
            budget.errors(),
            budget.latency(),
            budget.probes(),
            budget.refusals(),
            budget.errorRate()),
        new Gates(gate(policy, Metric.REFUSALS), gate(policy, Metric.LATENCY)),
        null);
  }

  AnalysisView countedBy(String source) {
    return new AnalysisView(errors, errorRate, latency, refusals, budget, gates, source);
  }

  private static @Nullable Double gate(JudgePolicy policy, Metric metric) {
    return policy.promotion().gates().stream()
        .filter(gate -> gate.metric() == metric)
        .map(Gate::harm)
        .findFirst()
        .orElse(null);
  }

  /** With the other's values for what is missing here. */
  public JudgePolicy over(JudgePolicy other) {
    return new JudgePolicy(
        other.alpha(),
        errors == null ? other.toleratedRatio() : or(errors.toleratedRatio, other.toleratedRatio()),
        errorRate == null ? other.sloErrorRate() : or(errorRate.limit, other.sloErrorRate()),
        errors == null
            ? other.toleratedErrors()
            : or(errors.toleratedShare, other.toleratedErrors()),
        latency == null ? other.latency() : latency(latency, other.latency()),
        refusals == null
            ? other.refusals()
            : new JudgePolicy.Refusals(
                or(refusals.toleratedRatio, other.refusals().toleratedRatio()),
                or(refusals.toleratedShare, other.refusals().floor())),
        gates == null ? other.promotion() : other.promotion().withGates(gates(gates)),
        budget == null ? other.budget() : budget(budget, other.budget()));
  }

  private static JudgePolicy.Latency latency(Slow slow, JudgePolicy.Latency other) {
    Duration delay =
        PolicyView.duration(
            "analysis.latency.delay", slow.delay, Duration.ofMillis(other.toleratedDelayMillis()));
    return new JudgePolicy.Latency(
        or(slow.slowdown, other.toleratedSlowdown()),
        delay.toMillis(),
        or(slow.toleratedRatio, other.toleratedRatio()),
        Objects.requireNonNullElse(slow.minStableRequests, other.minStableRequests()),
        Objects.requireNonNullElse(slow.warmUpRequests, other.warmUpRequests()));
  }

  private static Budget budget(Shares shares, Budget other) {
    return new Budget(
        or(shares.errors, other.errors()),
        or(shares.latency, other.latency()),
        or(shares.probes, other.probes()),
        or(shares.refusals, other.refusals()),
        or(shares.errorRate, other.errorRate()));
  }

  private static List<Gate> gates(Gates gates) {
    return Stream.of(gate(Metric.REFUSALS, gates.refusals), gate(Metric.LATENCY, gates.latency))
        .flatMap(Stream::ofNullable)
        .toList();
  }

  private static @Nullable Gate gate(Metric metric, @Nullable Double harm) {
    return harm == null ? null : new Gate(metric, harm);
  }

  private static double or(@Nullable Double written, double otherwise) {
    return written == null ? otherwise : written;
  }
}
