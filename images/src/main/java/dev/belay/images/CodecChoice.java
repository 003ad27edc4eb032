package dev.belay.images;

/** Which codec to use; {@code AUTO} is Skija where it works, else the JVM's own. */
public enum CodecChoice {
  AUTO,
  SKIJA,
  JVM
}
