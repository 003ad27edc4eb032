package dev.belay.gateway.admin;

import java.time.Instant;
import java.util.UUID;

/** One run of the process; counts and sequence numbers belong to it. */
public record Boot(String id, Instant startedAt) {

  public static Boot now(Instant startedAt) {
    return new Boot(UUID.randomUUID().toString(), startedAt);
  }
}
