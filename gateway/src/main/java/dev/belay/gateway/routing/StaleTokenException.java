package dev.belay.gateway.routing;

/** A newer control plane has spoken already; nothing was changed. */
public final class StaleTokenException extends Exception {

  private static final long serialVersionUID = 1L;

  private final long highest;

  StaleTokenException(long offered, long highest) {
    super(
        "Fencing token %d is stale: %d was seen. A newer control plane acts; stop acting."
            .formatted(offered, highest));
    this.highest = highest;
  }

  public long highest() {
    return highest;
  }
}
