package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import java.time.Instant;

/**
 * What became of one synthetic request.
 *
 * @param request such as {@code health: GET /readyz}
 * @param expected what was not met; empty if it passed
 * @param saw instead of it, without secrets; empty if it passed
 */
public record SyntheticResult(
    String request,
    RevisionId revision,
    String instance,
    Via via,
    Outcome outcome,
    String expected,
    String saw,
    Instant at) {

  /** What it says of the revision. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** It could not be sent, which says nothing. */
    NOT_ASKED
  }

  public boolean failed() {
    return outcome == Outcome.FAILED;
  }

  public boolean passed() {
    return outcome == Outcome.PASSED;
  }

  /** Where it went, for people. */
  public String where() {
    return via == Via.ROUTE ? instance + " through the public route" : instance;
  }

  /** One sentence for people. */
  public String words() {
    return switch (outcome) {
      case PASSED -> "%s answered %s as expected".formatted(where(), request);
      case FAILED -> "%s: %s: expected %s, saw %s".formatted(where(), request, expected, saw);
      case NOT_ASKED -> "%s: %s could not be sent: %s".formatted(where(), request, saw);
    };
  }
}
