package dev.belay.controlplane.platform;

import dev.belay.controlplane.catalog.RevisionId;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a platform sees of one instance. Whether it is ready is not the platform's to say: probes
 * tell.
 *
 * @param id stable over restarts, such as {@code upload-service-r7-0}
 * @param address where it listens, or will listen
 * @param startedAt of the present process
 * @param restarts how often the platform started it again after it ended by itself
 * @param lastExit how the previous process ended, if one did
 */
public record Instance(
    String id,
    RevisionId revision,
    InetSocketAddress address,
    Phase phase,
    Instant startedAt,
    int restarts,
    @Nullable Exit lastExit) {

  /** Where the process is in its life. */
  public enum Phase {
    RUNNING,
    /** It ended and waits, backing off, to be started again. */
    BACKING_OFF,
    /** It was asked to stop and still runs. */
    STOPPING
  }

  /**
   * How a process ended.
   *
   * @param code the exit code, 128 + n for signal n; null if nobody could collect it
   * @param lastLines the end of its output, at most 40 lines of 400 characters, for evidence
   */
  public record Exit(@Nullable Integer code, Instant at, String lastLines) {}
}
