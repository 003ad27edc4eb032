package dev.belay.controlplane.verification;

import java.time.Duration;
import java.util.List;

/**
 * What one gate does. Knows nothing of how and when it is run: by itself, behind the gates before
 * it, on a thread that is interrupted when its time is up. Safe to repeat.
 */
public interface Inspection {

  Gate gate();

  /** After which the gate counts as failed. */
  Duration limit();

  /**
   * Empty when nothing was found. What it throws says that it could not look.
   *
   * @param papers what the gates before have left, and what this one leaves
   */
  List<Finding> inspect(Subject subject, Papers papers);

  /** Whether a blocker here, released or not, keeps the gates behind it from looking at all. */
  default boolean decisive() {
    return false;
  }
}
