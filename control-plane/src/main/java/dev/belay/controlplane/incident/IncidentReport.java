package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.RevisionId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why a rollout stopped, as the evidence tells it.
 *
 * @param state of the rollout when the evidence was collected
 * @param cause the type of the first hypothesis, or {@value #UNKNOWN}
 * @param causeDetail its particulars by name
 * @param summary one sentence for people
 * @param hypotheses the best first
 * @param evidence at most {@value #MAX_EVIDENCE} facts
 * @param missing what could not be collected and why; empty for a complete report
 */
public record IncidentReport(
    RevisionId rollout,
    String state,
    String cause,
    Map<String, String> causeDetail,
    String summary,
    List<Hypothesis> hypotheses,
    List<RuledOut> ruledOut,
    List<Evidence> evidence,
    List<String> missing,
    Instant collectedAt) {

  public static final String UNKNOWN = "Unknown";
  public static final int MAX_EVIDENCE = 200;

  public IncidentReport {
    causeDetail = Collections.unmodifiableSortedMap(new TreeMap<>(causeDetail));
    hypotheses = List.copyOf(hypotheses);
    ruledOut = List.copyOf(ruledOut);
    evidence = evidence.stream().limit(MAX_EVIDENCE).toList();
    missing = List.copyOf(missing);
  }

  public boolean complete() {
    return missing.isEmpty();
  }

  /** What was made while the rollout waited gives way, and to what is complete everything does. */
  boolean supersedes(IncidentReport other) {
    boolean back = !state.equals(Occasion.HELD);
    return other.state.equals(Occasion.HELD) || back && complete();
  }
}
