package dev.belay.controlplane.platform;

/** All that a control plane has started and that goes on without it. */
public interface Estate {

  /**
   * Stops services, traffic and database, in this order, and returns when they are gone.
   * Idempotent.
   */
  void stopAll();
}
