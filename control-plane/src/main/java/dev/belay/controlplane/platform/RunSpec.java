package dev.belay.controlplane.platform;

import dev.belay.controlplane.catalog.Revision;
import java.time.Duration;

/**
 * A revision's artifact run for a purpose and ended, never to serve.
 *
 * @param limit after which it is killed
 */
public record RunSpec(Revision revision, Purpose purpose, Duration limit) {

  /** What the run is for; the platform knows the database role and the switches that go with it. */
  public enum Purpose {
    /** Apply the artifact's pending schema migrations, then end. */
    MIGRATE,
    /**
     * Look at settings, surroundings and pending migrations with the revision's own settings,
     * change nothing, print a report, end. Only for artifacts that know how to.
     */
    PREFLIGHT
  }
}
