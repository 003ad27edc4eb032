package dev.belay.cli.client;

import org.jspecify.annotations.Nullable;

/** How waiting for a rollout ended. */
public sealed interface Waited {

  /** It is over, one way or the other. */
  record Ended(Rollout rollout) implements Waited {}

  /** It is held, and its time for that is up: a person is needed. */
  record HeldTooLong(Rollout rollout) implements Waited {}

  /** Going back itself failed; the control plane keeps trying. */
  record Stranded(Rollout rollout) implements Waited {}

  /** The waiter's own time is up; the rollout goes on. */
  record TimedOut(@Nullable Rollout last) implements Waited {}
}
