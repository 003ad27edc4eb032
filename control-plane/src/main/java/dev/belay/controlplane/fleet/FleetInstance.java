package dev.belay.controlplane.fleet;

import dev.belay.controlplane.catalog.RevisionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An instance that registered itself.
 *
 * @param id Spring Boot Admin's, derived from the health address
 * @param service as registered; any watched application may call itself anything
 * @param revision from the metadata {@code revision}; null where it names none
 * @param status as of the last check
 * @param since when the status last changed
 */
public record FleetInstance(
    String id, String service, @Nullable RevisionId revision, Status status, Instant since) {

  /** What the last health check said. */
  public enum Status {
    UP,
    RESTRICTED,
    OUT_OF_SERVICE,
    DOWN,
    /** It did not answer. */
    OFFLINE,
    /** Not checked yet, or in words of its own. */
    UNKNOWN
  }
}
