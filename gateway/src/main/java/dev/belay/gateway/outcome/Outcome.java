package dev.belay.gateway.outcome;

/** What became of a request, as its first attempt decided it. */
public enum Outcome {
  /** Answered with 1xx, 2xx or 3xx. */
  SUCCEEDED("succeeded"),
  /** Answered with 4xx. */
  REFUSED("refused"),
  /** Answered with 5xx. */
  FAILED("failed"),
  /** Not answered in full through the revision's fault: refused, reset, cut off or too late. */
  UNANSWERED("unanswered"),
  /** The client left or stalled: nobody's fault. */
  CLIENT_ABORTED("clientAborted"),
  /** The gateway itself had no room: nobody's fault. */
  OVERLOAD("overload");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /** The name in JSON and metrics. */
  public String label() {
    return label;
  }

  /** What a complete answer with this status means. */
  public static Outcome ofStatus(int status) {
    if (status >= 500) {
      return FAILED;
    }
    return status >= 400 ? REFUSED : SUCCEEDED;
  }
}
