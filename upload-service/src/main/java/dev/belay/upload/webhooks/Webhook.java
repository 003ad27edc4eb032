package dev.belay.upload.webhooks;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Where a caller wants to be told what.
 *
 * @param apiKeyId whose it is; it is told of that key's uploads
 * @param events names such as {@code upload.stored}
 */
public record Webhook(
    UUID id, String apiKeyId, String url, List<String> events, Instant createdAt) {}
