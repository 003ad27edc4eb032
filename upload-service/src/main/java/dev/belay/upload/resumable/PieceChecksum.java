package dev.belay.upload.resumable;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * What a piece's bytes must digest to.
 *
 * @param algorithm as the JDK calls it
 */
public record PieceChecksum(String algorithm, byte[] expected) {

  /** By their names in tus. SHA-1 is there because every server must have it. */
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha1", "SHA-1", "sha256", "SHA-256");

  /** For {@code Tus-Checksum-Algorithm}. */
  public static final String NAMES = "sha256,sha1";

  public PieceChecksum {
    expected = expected.clone();
  }

  @Override
  public byte[] expected() {
    return expected.clone();
  }

  /**
   * @param header such as {@code sha256 <base64>}
   * @throws IllegalArgumentException if it is none; the message is for callers
   */
  public static PieceChecksum of(String header) {
    String[] parts = header.strip().split(" ", 2);
    String algorithm = ALGORITHMS.get(parts[0]);
    if (algorithm == null || parts.length < 2) {
      throw new IllegalArgumentException(
          "Upload-Checksum must be one of %s, a space and the digest in base64.".formatted(NAMES));
    }
    byte[] expected = Base64.getDecoder().decode(parts[1].strip());
    if (expected.length != digest(algorithm).getDigestLength()) {
      throw new IllegalArgumentException(
          "Upload-Checksum has %d bytes; %s has %d."
              .formatted(expected.length, parts[0], digest(algorithm).getDigestLength()));
    }
    return new PieceChecksum(algorithm, expected);
  }

  MessageDigest digest() {
    return digest(algorithm);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }

  boolean matches(byte[] found) {
    return MessageDigest.isEqual(expected, found);
  }
}
