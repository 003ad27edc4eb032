package dev.belay.controlplane.rollout;

import dev.belay.controlplane.traffic.TrafficSplit;
import java.time.Instant;

/**
 * An engine with a fault, planted where it meets its store and its adapters. The simulator has to
 * find each.
 */
interface Mutant {

  Mutant NONE = new Mutant() {};

  /** What is stored instead. */
  default Rollout saved(Rollout before, Rollout next, Instant now) {
    return next;
  }

  /** What a new control plane reads instead. */
  default Rollout loaded(Rollout stored, Instant now) {
    return stored;
  }

  /** Whether a change of weights is carried out. */
  default boolean sets(TrafficSplit inForce, TrafficSplit wanted, Rollout rollout) {
    return true;
  }

  /** Whether the platform and the router compare tokens. */
  default boolean adaptersFenced() {
    return true;
  }

  /** Whether the store compares tokens. */
  default boolean storeFenced() {
    return true;
  }

  /** Whether the kill switch and the brakes are looked at. */
  default boolean restrained() {
    return true;
  }

  /** Whether what was taken back stays away. */
  default boolean quarantines() {
    return true;
  }

  /** Whether nothing new begins while frozen. */
  default boolean refusesWhileFrozen() {
    return true;
  }

  /** Whether the breaker counts. */
  default boolean countsRollbacks() {
    return true;
  }
}
