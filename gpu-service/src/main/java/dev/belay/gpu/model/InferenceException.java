package dev.belay.gpu.model;

/** A run failed or took too long. Says nothing against the image. */
public final class InferenceException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean late;

  public InferenceException(String message, boolean late, Throwable cause) {
    super(message, cause);
    this.late = late;
  }

  /** Whether it was cut off at its deadline. */
  public boolean late() {
    return late;
  }
}
