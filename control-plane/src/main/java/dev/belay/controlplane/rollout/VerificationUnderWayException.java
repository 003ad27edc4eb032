package dev.belay.controlplane.rollout;

/** Another artifact is being verified; each is a process beside those that serve. */
public final class VerificationUnderWayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  VerificationUnderWayException() {
    super("Another verification is under way; one at a time. Try again in a minute.");
  }
}
