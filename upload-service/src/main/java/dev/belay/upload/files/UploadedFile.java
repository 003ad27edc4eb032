package dev.belay.upload.files;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One upload, as recorded.
 *
 * @param original as it was sent; width and height as seen, after turning
 * @param apiKeyId whose key it came with; null for one of before there were ids
 * @param originalName the caller's name for it, cleaned; for people only
 */
public record UploadedFile(
    UUID id,
    StoredImage original,
    StoredImage main,
    StoredImage thumbnail,
    String originalName,
    @Nullable String apiKeyId,
    @Nullable String correlationId,
    Instant createdAt) {

  /** One stored image file. */
  public record StoredImage(String sha256, String contentType, long bytes, int width, int height) {}
}
