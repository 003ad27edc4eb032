package dev.belay.controlplane.verification;

import java.util.List;

/**
 * The gates before traffic: all findings at once. May take seconds; interruptible; safe to repeat.
 */
public interface Verifier {

  /** Empty when nothing was found. */
  List<Finding> verify(Subject subject);
}
