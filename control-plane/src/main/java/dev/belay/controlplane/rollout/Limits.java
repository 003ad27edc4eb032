package dev.belay.controlplane.rollout;

import java.time.Duration;

/** How long a rollout may stay where the policy does not say. */
final class Limits {

  static final Duration VERIFYING = Duration.ofMinutes(2);

  /** Less than what verification has in all. */
  static final Duration TRIED_ON_STABLE = Duration.ofMinutes(1);

  /** So often steps are begun again because one of the two came and went; then people decide. */
  static final int BEGUN_AGAIN = 3;

  /** In which all synthetic requests are sent to a candidate that has no traffic yet. */
  static final Duration SYNTHETIC_GATE = Duration.ofMinutes(2);

  /** After which they are sent once more while a rollout is held for them. */
  static final Duration SYNTHETIC_AGAIN = Duration.ofSeconds(10);

  static final Duration MIGRATING = Duration.ofMinutes(10);

  /**
   * Until a weight must be in force; a weight is in force within milliseconds where all is well.
   */
  static final Duration SHIFTING = Duration.ofSeconds(30);

  /** Until stable must have its traffic back; then people are called. */
  static final Duration ROLLING_BACK = Duration.ofSeconds(30);

  /** How long the bad revision is kept for evidence after it lost its traffic. */
  static final Duration EVIDENCE = Duration.ofSeconds(3);

  /** What instances get to end by themselves, and the same again until the platform has done it. */
  static final Duration STOP_GRACE = Duration.ofSeconds(20);

  /** How long a rollout may wait for a person or for data. */
  static final Duration HELD = Duration.ofMinutes(30);

  /** How long the candidate may have traffic that nobody counts. */
  static final Duration BLIND = Duration.ofSeconds(30);

  /**
   * How long a canary may have traffic with no control plane there. Longer than a restart of it on
   * a busy machine, and than whoever watches needs to see that it does not come back.
   */
  static final Duration LEASE = Duration.ofSeconds(60);

  /** How often the lease is begun anew: several attempts fit into its time. */
  static final Duration RENEWAL = Duration.ofSeconds(10);

  /**
   * For how long stable's time-outs speak for the candidate's: three periods of a probe, and more.
   */
  static final Duration SHARED_TIME_OUT = Duration.ofSeconds(10);

  /** The part of flapping's window, one in this many, that must have been seen. */
  static final int STEADINESS_SEEN = 3;

  private Limits() {}
}
