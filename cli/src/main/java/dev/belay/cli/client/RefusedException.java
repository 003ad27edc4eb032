package dev.belay.cli.client;

/** The control plane said no, and why. Nothing was changed. */
public final class RefusedException extends ControlPlaneException {

  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String message) {
    super(message, null);
    this.status = status;
  }

  /** The HTTP status, 400 to 599. */
  public int status() {
    return status;
  }
}
