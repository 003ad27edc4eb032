package dev.belay.upload.resumable;

import dev.belay.upload.intake.Declared;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An upload in pieces.
 *
 * @param length bytes in all, as announced
 * @param received bytes from the start that are on disk for good
 * @param cutout what the caller asks for; null leaves it to the setting
 * @param file the upload that it became; null while it is not complete
 */
public record ResumableUpload(
    UUID id,
    long length,
    long received,
    Declared declared,
    @Nullable Boolean cutout,
    @Nullable String effects,
    @Nullable UUID file,
    Instant expiresAt) {

  /** Whether every byte is there. */
  public boolean complete() {
    return received == length;
  }
}
