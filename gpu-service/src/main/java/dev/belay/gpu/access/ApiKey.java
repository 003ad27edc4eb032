package dev.belay.gpu.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The key that callers have to send, known only by its SHA-256. */
public final class ApiKey {

  private static final int MAX_LENGTH = 256;

  private final byte[] digest;

  public ApiKey(String key) {
    this.digest = sha256(key);
  }

  /** Takes the same time whether it is the key or not. */
  boolean is(String presented) {
    return presented.length() <= MAX_LENGTH && MessageDigest.isEqual(digest, sha256(presented));
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
