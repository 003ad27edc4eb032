package dev.belay.upload.webhooks;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets of webhooks as they lie in the database: AES-256-GCM under {@code
 * upload.webhooks.key}, so that a copy of the database alone signs nothing. Each is bound to its
 * webhook: put into another's row it does not open.
 */
final class SecretBox {

  private static final byte FORM = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  SecretBox(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /** What was closed under another key, for another webhook, or was changed. */
  static final class NotOursException extends Exception {

    private static final long serialVersionUID = 1L;

    NotOursException() {
      super("the secret was closed under another upload.webhooks.key");
    }
  }

  byte[] close(UUID webhook, byte[] secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] closed = cipher(Cipher.ENCRYPT_MODE, webhook, nonce).doFinal(secret);
      return ByteBuffer.allocate(1 + nonce.length + closed.length)
          .put(FORM)
          .put(nonce)
          .put(closed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has AES-GCM", e);
    }
  }

  byte[] open(UUID webhook, byte[] box) throws NotOursException {
    if (box.length <= 1 + NONCE_BYTES || box[0] != FORM) {
      throw new NotOursException();
    }
    byte[] nonce = Arrays.copyOfRange(box, 1, 1 + NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, webhook, nonce)
          .doFinal(box, 1 + NONCE_BYTES, box.length - 1 - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new NotOursException();
    }
  }

  private Cipher cipher(int mode, UUID webhook, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(
        ByteBuffer.allocate(16)
            .putLong(webhook.getMostSignificantBits())
            .putLong(webhook.getLeastSignificantBits())
            .array());
    return cipher;
  }
}
