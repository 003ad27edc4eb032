package dev.belay.upload.intake;

import dev.belay.apikeys.ApiKey;
import dev.belay.upload.jobs.CutoutOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What comes with the bytes of an upload.
 *
 * @param key whose it is
 * @param cutout to be made of it; null for none
 * @param digest that the bytes must have; null if the caller said nothing
 * @param idempotencyKey null if the caller gave none: then trying again makes a second upload
 */
public record Request(
    Declared declared,
    ApiKey key,
    @Nullable CutoutOrder cutout,
    @Nullable ContentDigest digest,
    @Nullable IdempotencyKey idempotencyKey) {

  /** The same for the same bytes of which the same is wanted. */
  String fingerprint(String sha256) {
    MessageDigest digest = Received.newDigest();
    digest.update(sha256.getBytes(StandardCharsets.UTF_8));
    digest.update(String.valueOf(cutout).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }
}
