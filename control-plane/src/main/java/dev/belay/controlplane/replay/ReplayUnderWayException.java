package dev.belay.controlplane.replay;

/** Somebody else's policy is replayed just now. */
public class ReplayUnderWayException extends RuntimeException {

  ReplayUnderWayException() {
    super(
        "Another policy is replayed now, for at most %d s. Try again.".formatted(Replays.SECONDS));
  }
}
