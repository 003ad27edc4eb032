package dev.belay.upload.drill.missingclass;

/** Compiled against, and left out of the artifact. */
final class Stamp {

  private Stamp() {}

  static String of(String path) {
    return Integer.toHexString(path.hashCode());
  }
}
