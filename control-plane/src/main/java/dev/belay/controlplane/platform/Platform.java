package dev.belay.controlplane.platform;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Runs revisions. Implementations pass {@code PlatformTck}.
 *
 * <p>Every verb that changes something is idempotent, returns without waiting for its effect, and
 * throws {@link StaleFencingTokenException} if a higher token was seen. {@link PlatformException}
 * means that the platform could not be asked; nothing may be concluded from it.
 */
public interface Platform {

  /**
   * Wants the revision's instances to run and to be started again, with back-off, when they end by
   * themselves. Already running ones are left alone; where fewer are wanted than before, the last
   * ones are stopped. Idempotent.
   */
  void start(Revision revision, FencingToken token);

  /**
   * Wants no instance of the revision: asks each to end and kills it after the grace. A revision
   * that is not running is no error. Idempotent.
   */
  void stop(RevisionId revision, Duration grace, FencingToken token);

  /**
   * Ends one process and starts the instance again. Nothing happens if that process is gone
   * already, so it may be repeated.
   *
   * @param processStartedAt which of the instance's processes is meant
   */
  void restart(
      String instance,
      Instant processStartedAt,
      Duration grace,
      Replacement why,
      FencingToken token);

  /** Why a process is ended to be started again. */
  enum Replacement {
    /** It is ill: counted, and backed off from, as if it had ended by itself. */
    ILL,
    /** Somebody wants it anew, with the settings of now: at once, and not counted. */
    RENEWED
  }

  /**
   * All instances of a service that run, back off or are stopping, of any revision, also those that
   * an earlier control plane started.
   */
  List<Instance> observe(ServiceName service);

  /** A closer look at an instance; empty if there is no such instance, or it is not wanted now. */
  Optional<Examination> examine(String instance);

  /**
   * Runs the revision's artifact to its end and waits for it. Safe to repeat: a second run after a
   * crash of the first finds the work done or does it.
   */
  RunResult runOnce(RunSpec spec, FencingToken token);
}
