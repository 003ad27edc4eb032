package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import java.util.List;

/**
 * The gates before traffic: all findings at once. May take seconds; interruptible; safe to repeat.
 */
public interface Verifier {

  /** Empty when nothing was found. */
  List<Finding> verify(Subject subject);

  /**
   * What of its migrations a revision that applies them itself has not applied, once it is ready;
   * as the gate tells it. Empty when nothing is left, and where nobody can say.
   */
  default List<Finding> notApplied(Revision revision, FencingToken token) {
    return List.of();
  }

  /**
   * A control plane has taken over: what an earlier one had in hand is in nobody's hand, and may be
   * begun again. Whoever remembers nothing has nothing to do.
   */
  default void takeOver(FencingToken token) {}
}
