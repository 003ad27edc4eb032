package dev.belay.controlplane.safety;

import dev.belay.controlplane.catalog.RevisionId;
import java.time.Instant;

/** Somebody says that a rollback was wrong. */
public record Dispute(RevisionId rollout, String by, String reason, Instant at) {

  public static final int MAX_REASON_LENGTH = 500;

  public Dispute {
    if (reason.length() > MAX_REASON_LENGTH) {
      throw new IllegalArgumentException(
          "The reason has %d characters; the limit is %d"
              .formatted(reason.length(), MAX_REASON_LENGTH));
    }
  }
}
