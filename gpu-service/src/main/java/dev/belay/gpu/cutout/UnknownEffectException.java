package dev.belay.gpu.cutout;

/** There is no such effect. The message is for callers. */
public final class UnknownEffectException extends Exception {

  private static final long serialVersionUID = 1L;

  UnknownEffectException(String name) {
    super(
        "There is no effect '%s'. There are: %s."
            .formatted(name, String.join(", ", Effect.labels())));
  }
}
