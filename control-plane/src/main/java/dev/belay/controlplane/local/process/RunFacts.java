package dev.belay.controlplane.local.process;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the files of a run and the process table together say. */
public sealed interface RunFacts {

  /** Under way, but the process has not shown itself yet. */
  record Starting() implements RunFacts {}

  /** The process has ended, and its wrapper is about to say how or to start it again. */
  record Ending() implements RunFacts {}

  /**
   * It runs.
   *
   * @param since the start of the present process
   */
  record Running(ProcessIdentity process, Instant since) implements RunFacts {}

  /**
   * It ended, and so did its wrapper.
   *
   * @param code the exit code, 128 + n for signal n; null if nobody collected it
   */
  record Ended(@Nullable Integer code, Instant at) implements RunFacts {}

  /** Nothing was started, and nothing can be any more. */
  record NeverStarted() implements RunFacts {}

  default boolean isOver() {
    return this instanceof Ended || this instanceof NeverStarted;
  }

  default Optional<Running> running() {
    return this instanceof Running running ? Optional.of(running) : Optional.empty();
  }
}
