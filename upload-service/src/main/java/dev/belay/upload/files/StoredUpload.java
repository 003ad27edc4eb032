package dev.belay.upload.files;

import java.time.Instant;
import java.util.UUID;

/**
 * What upkeep has to know of an upload.
 *
 * @param originalExpired whether its original has been taken away
 */
public record StoredUpload(
    UUID id, Instant createdAt, long originalBytes, boolean originalExpired) {}
