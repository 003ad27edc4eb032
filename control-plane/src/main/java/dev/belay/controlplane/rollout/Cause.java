package dev.belay.controlplane.rollout;

import java.util.Map;
import java.util.TreeMap;

/**
 * Why a rollout ended or went back, as the evidence at hand tells it.
 *
 * @param type a stable name, such as {@code ProbeFailed} or {@code ServiceDown}
 * @param summary one sentence for people
 * @param detail facts by name; never a secret's value
 */
public record Cause(String type, String summary, Map<String, String> detail) {

  public static final String PROBE_FAILED = "ProbeFailed";
  public static final String QUARANTINED = "Quarantined";
  public static final String ABORTED = "Aborted";
  public static final String NOT_ENOUGH_TRAFFIC = "NotEnoughTraffic";
  public static final String SYNTHETIC_REQUEST_FAILED = "SyntheticRequestFailed";

  /** The detail that names the metric by which requests have shown it. */
  public static final String METRIC = "metric";

  public Cause {
    detail = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(detail));
  }

  static Cause of(String type, String summary) {
    return new Cause(type, summary, Map.of());
  }
}
