package dev.belay.controlplane.analysis;

/** What a canary can be worse in. */
public enum Metric {
  /** A larger share of its requests fails than of stable's at the same time. */
  ERRORS("errors", "more errors than stable at the same time"),
  /** A larger share of its requests fails than the objective allows. */
  ERROR_RATE("error-rate", "more errors than the objective allows"),
  /** A larger share of its requests is slow than of stable's at the same time. */
  LATENCY("latency", "more slow requests than stable at the same time"),
  /** A larger share of its requests is refused with 4xx than of stable's at the same time. */
  REFUSALS("refusals", "more refused requests than stable at the same time"),
  /** A larger share of its probes fails than of stable's, or than may. */
  PROBES("probes", "more failed probes than may be");

  private final String label;
  private final String meaning;

  Metric(String label, String meaning) {
    this.label = label;
    this.meaning = meaning;
  }

  /** For the API, such as {@code errors}. */
  public String label() {
    return label;
  }

  /** For people, to follow "the canary had". */
  public String meaning() {
    return meaning;
  }
}
