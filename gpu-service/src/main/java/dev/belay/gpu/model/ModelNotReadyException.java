package dev.belay.gpu.model;

import java.time.Duration;

/** There is no model that can answer now. */
public final class ModelNotReadyException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient ModelStatus status;
  private final Duration retryAfter;

  ModelNotReadyException(ModelStatus status, Duration retryAfter) {
    super("The model is not ready: " + status.state().label());
    this.status = status;
    this.retryAfter = retryAfter;
  }

  public ModelStatus status() {
    return status;
  }

  /** 1 to 60 s. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
