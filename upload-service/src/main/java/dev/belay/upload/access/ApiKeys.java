package dev.belay.upload.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The keys that may upload, known only by their SHA-256. That is enough for keys that are long and
 * random; it would not be for passwords.
 */
public final class ApiKeys {

  private static final int MAX_KEYS = 1_000;
  private static final int MAX_KEY_LENGTH = 256;

  private final List<byte[]> digests = new ArrayList<>();

  /**
   * Checks the configured hashes. Messages never quote a value: it may be a key that somebody
   * forgot to hash.
   */
  public ApiKeys(List<String> hashes) {
    if (hashes.size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          "upload.api-keys has %d entries; the limit is %d".formatted(hashes.size(), MAX_KEYS));
    }
    for (int i = 0; i < hashes.size(); i++) {
      String hash = hashes.get(i).strip();
      if (!hash.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            ("upload.api-keys[%d] is no SHA-256: it has %d characters and not 64 of 0-9 a-f."
                    + " Put the hash of the key there, as sha256sum prints it.")
                .formatted(i, hash.length()));
      }
      digests.add(HexFormat.of().parseHex(hash));
    }
  }

  boolean isEmpty() {
    return digests.isEmpty();
  }

  /** Compares with every key in the same time, whether one matches or not. */
  boolean contains(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      return false;
    }
    byte[] presented = sha256(key);
    boolean found = false;
    for (byte[] digest : digests) {
      found |= MessageDigest.isEqual(digest, presented);
    }
    return found;
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
