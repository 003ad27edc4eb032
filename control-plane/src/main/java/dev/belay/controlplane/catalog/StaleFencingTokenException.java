package dev.belay.controlplane.catalog;

/** A newer control plane acts already; the caller must stop acting. Nothing was changed. */
public final class StaleFencingTokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StaleFencingTokenException(FencingToken offered, long highest) {
    super("Fencing token %d is stale: %d was seen".formatted(offered.value(), highest));
  }
}
