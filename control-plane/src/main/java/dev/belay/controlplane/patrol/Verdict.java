package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.patrol.DriftReport.Conduct;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a patrol saw that was not so before, and what came of it.
 *
 * @param revision number of the one that was wanted; null where none was
 * @param drifts empty where all was as it was wanted again
 */
public record Verdict(
    ServiceName service,
    Instant seenAt,
    @Nullable Integer revision,
    List<Drift> drifts,
    Conduct conduct,
    Outcome outcome) {

  /** How many of a service are kept, none for longer than 90 days. */
  public static final int KEPT = 50;

  public Verdict {
    drifts = List.copyOf(drifts);
  }

  /** Whether what was to be done was done. */
  public enum Outcome {
    UNDERWAY,
    DONE,
    /** What was to be done could not be; the next look sees it. */
    FAILED,
    /** Its control plane is gone; the next one's first look takes its place. */
    INTERRUPTED
  }
}
