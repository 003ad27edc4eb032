package dev.belay.controlplane.catalog;

/** A SHA-256 digest as 64 lower-case hexadecimal characters. */
public record Digest(String sha256) {

  public Digest {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("Not a SHA-256 in lower-case hexadecimal: " + sha256);
    }
  }

  /** The first 12 characters, enough for people. */
  public String abbreviated() {
    return sha256.substring(0, 12);
  }

  @Override
  public String toString() {
    return "sha256:" + sha256;
  }
}
