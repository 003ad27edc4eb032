package dev.belay.controlplane.ui.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret that a machine made up, held as its SHA-256 only. Quick to compare, in constant time; no
 * slow hash is needed, since nobody guesses 192 random bits.
 */
final class Secret {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 24;

  private final byte[] digest;

  private Secret(byte[] digest) {
    this.digest = digest;
  }

  static Secret of(String plain) {
    return new Secret(sha256(plain));
  }

  /** 32 characters of the URL-safe alphabet, 192 bits. */
  static String generate() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  boolean matches(String candidate) {
    return MessageDigest.isEqual(digest, sha256(candidate));
  }

  private static byte[] sha256(String plain) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(plain.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
