package dev.belay.controlplane.policy;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.JudgePolicy.Budget;
import dev.belay.controlplane.analysis.JudgePolicy.Gate;
import dev.belay.controlplane.analysis.JudgePolicy.Latency;
import dev.belay.controlplane.analysis.JudgePolicy.Refusals;
import dev.belay.controlplane.analysis.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code spec.analysis}: what the judge tolerates, and how it shares out its evidence. */
final class AnalysisReader {

  private static final JudgePolicy STANDARD = JudgePolicy.defaults();
  private static final double LARGEST_RATIO = 100;
  private static final double LARGEST_SHARE = .5;
  private static final int MOST_REQUESTS = 1_000_000;

  private AnalysisReader() {}

  static JudgePolicy read(Section analysis) {
    Optional<Section> errors = section(analysis, "errors");
    double ratio = ratio(errors, STANDARD.toleratedRatio());
    double share = share(errors, STANDARD.toleratedErrors());
    errors.ifPresent(Section::close);
    Optional<Section> alone = section(analysis, "errorRate");
    double limit =
        alone
            .flatMap(section -> section.find("limit"))
            .flatMap(entry -> entry.fraction(LARGEST_SHARE))
            .orElse(STANDARD.sloErrorRate());
    alone.ifPresent(Section::close);
    var policy =
        new JudgePolicy(
            STANDARD.alpha(),
            ratio,
            limit,
            share,
            section(analysis, "latency").map(AnalysisReader::latency).orElse(STANDARD.latency()),
            section(analysis, "refusals").map(AnalysisReader::refusals).orElse(STANDARD.refusals()),
            STANDARD
                .promotion()
                .withGates(section(analysis, "gates").map(AnalysisReader::gates).orElse(List.of())),
            analysis.find("budget").flatMap(AnalysisReader::budget).orElse(STANDARD.budget()));
    analysis.close();
    return policy;
  }

  private static Latency latency(Section latency) {
    Latency standard = STANDARD.latency();
    double slowdown =
        latency
            .find("slowdown")
            .flatMap(entry -> entry.decimal(1, LARGEST_RATIO))
            .orElse(standard.toleratedSlowdown());
    long delay =
        latency
            .find("delay")
            .flatMap(entry ->
                entry.duration(Duration.ZERO, Duration.ofMillis(Latency.LONGEST_DELAY_MILLIS)))
            .map(Duration::toMillis)
            .orElse(standard.toleratedDelayMillis());
    double ratio = ratio(Optional.of(latency), standard.toleratedRatio());
    int least =
        latency
            .find("minStableRequests")
            .flatMap(entry -> entry.integer(100, MOST_REQUESTS))
            .orElse((int) standard.minStableRequests());
    int warmUp =
        latency
            .find("warmUpRequests")
            .flatMap(entry -> entry.integer(0, MOST_REQUESTS))
            .orElse((int) standard.warmUpRequests());
    latency.close();
    return new Latency(slowdown, delay, ratio, least, warmUp);
  }

  private static Refusals refusals(Section refusals) {
    Optional<Section> section = Optional.of(refusals);
    double ratio = ratio(section, STANDARD.refusals().toleratedRatio());
    double share = share(section, STANDARD.refusals().floor());
    refusals.close();
    return new Refusals(ratio, share);
  }

  /** Besides errors, which {@code harm} is about. */
  private static List<Gate> gates(Section gates) {
    var read = new ArrayList<Gate>();
    for (Metric metric : List.of(Metric.REFUSALS, Metric.LATENCY)) {
      gates
          .find(metric.label())
          .flatMap(entry -> entry.fraction(LARGEST_SHARE))
          .ifPresent(harm -> read.add(new Gate(metric, harm)));
    }
    gates.close();
    return read;
  }

  private static Optional<Budget> budget(Entry written) {
    return written
        .section()
        .flatMap(budget -> {
          Budget standard = STANDARD.budget();
          double errors = part(budget, "errors", standard.errors());
          double latency = part(budget, "latency", standard.latency());
          double probes = part(budget, "probes", standard.probes());
          double refusals = part(budget, "refusals", standard.refusals());
          double errorRate = part(budget, "errorRate", standard.errorRate());
          budget.close();
          double sum = errors + latency + probes + refusals + errorRate;
          if (sum > 1 + Budget.SLACK) {
            written.error(
                "the shares come to %.3f with the defaults of what is not written, and 1 is all there is"
                    .formatted(sum),
                "Take from one what another gets.");
            return Optional.empty();
          }
          return Optional.of(new Budget(errors, latency, probes, refusals, errorRate));
        });
  }

  private static double part(Section budget, String name, double otherwise) {
    return budget.find(name).flatMap(entry -> entry.decimal(0, 1)).orElse(otherwise);
  }

  private static double ratio(Optional<Section> section, double otherwise) {
    return section
        .flatMap(each -> each.find("toleratedRatio"))
        .flatMap(entry -> entry.decimal(1, LARGEST_RATIO))
        .orElse(otherwise);
  }

  private static double share(Optional<Section> section, double otherwise) {
    return section
        .flatMap(each -> each.find("toleratedShare"))
        .flatMap(entry -> entry.decimal(0, LARGEST_SHARE))
        .orElse(otherwise);
  }

  private static Optional<Section> section(Section analysis, String name) {
    return analysis.find(name).flatMap(Entry::section);
  }
}
