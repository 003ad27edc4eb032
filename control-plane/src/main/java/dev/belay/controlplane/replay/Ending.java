package dev.belay.controlplane.replay;

import dev.belay.controlplane.rollout.Cause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of a release.
 *
 * @param cause null where it went through
 * @param after since the candidate had its first request
 * @param failed requests of users that the candidate failed until then
 * @param dealt whether any request was dealt anew, so that another draw may end otherwise
 */
public record Ending(
    Outcome outcome, @Nullable Cause cause, Duration after, long failed, boolean dealt) {

  /** How it ends. */
  public enum Outcome {
    PROMOTED,
    ROLLED_BACK,
    /** Waits for people or for traffic. */
    HELD,
    /** Neither shown in its time. */
    INCONCLUSIVE,
    /** What no policy changes: probes, processes, a person. */
    AS_THEN
  }
}
