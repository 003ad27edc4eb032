package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.FencingToken;
import java.util.List;

/**
 * The gates before traffic: all findings at once. May take seconds; interruptible; safe to repeat.
 */
public interface Verifier {

  /** Empty when nothing was found. */
  List<Finding> verify(Subject subject);

  /**
   * A control plane has taken over: what an earlier one had in hand is in nobody's hand, and may be
   * begun again. Whoever remembers nothing has nothing to do.
   */
  default void takeOver(FencingToken token) {}
}
