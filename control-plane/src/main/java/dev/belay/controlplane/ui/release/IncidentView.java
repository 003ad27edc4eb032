package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.incident.Evidence;
import dev.belay.controlplane.incident.Hypothesis;
import dev.belay.controlplane.incident.IncidentReport;
import dev.belay.controlplane.incident.RuledOut;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An incident as people and the CLI see it; {@code docs/incidents.md} says what is what. */
record IncidentView(
    String service,
    String rollout,
    String cause,
    Map<String, String> causeDetail,
    String summary,
    List<RuledOut> ruledOut,
    List<HypothesisView> hypotheses,
    List<EvidenceView> evidence,
    boolean complete,
    List<String> missing,
    Instant collectedAt) {

  record HypothesisView(
      String type,
      String level,
      String why,
      List<String> facts,
      Map<String, String> detail,
      @Nullable String consequenceOf) {}

  record EvidenceView(String kind, String scope, String words, List<String> lines) {}

  static IncidentView of(IncidentReport report) {
    return new IncidentView(
        report.rollout().service().value(),
        report.rollout().label(),
        report.cause(),
        report.causeDetail(),
        report.summary(),
        report.ruledOut(),
        report.hypotheses().stream().map(IncidentView::hypothesis).toList(),
        report.evidence().stream().map(IncidentView::evidence).toList(),
        report.complete(),
        report.missing(),
        report.collectedAt());
  }

  private static HypothesisView hypothesis(Hypothesis hypothesis) {
    return new HypothesisView(
        hypothesis.type(),
        hypothesis.level().name().toLowerCase(Locale.ROOT),
        hypothesis.why(),
        hypothesis.facts(),
        hypothesis.detail(),
        hypothesis.consequenceOf());
  }

  private static EvidenceView evidence(Evidence evidence) {
    return new EvidenceView(
        evidence.getClass().getSimpleName(),
        evidence.scope().name().toLowerCase(Locale.ROOT),
        evidence.words(),
        evidence.lines());
  }
}
