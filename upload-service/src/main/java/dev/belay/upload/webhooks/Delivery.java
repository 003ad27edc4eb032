package dev.belay.upload.webhooks;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event for one webhook, as its owner sees it.
 *
 * @param nextAttemptAt means something only while queued
 * @param status of the last answer; null if there was none
 * @param problem of the last attempt; null if it had none
 */
public record Delivery(
    UUID id,
    String event,
    State state,
    int attempts,
    Instant nextAttemptAt,
    @Nullable Integer status,
    @Nullable String problem,
    Instant createdAt,
    @Nullable Instant finishedAt) {

  /** Where a delivery is. A failed attempt leads back to {@link #QUEUED}, the last one to DEAD. */
  public enum State {
    QUEUED,
    RUNNING,
    DELIVERED,
    DEAD
  }
}
