package dev.belay.controlplane.safety;

import dev.belay.controlplane.catalog.ServiceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * People have stopped releases. Never stops a way back.
 *
 * @param service null for all services
 */
public record Freeze(@Nullable ServiceName service, String by, String reason, Instant since) {

  public static final int MAX_REASON_LENGTH = 500;

  public Freeze {
    if (reason.length() > MAX_REASON_LENGTH) {
      throw new IllegalArgumentException(
          "The reason has %d characters; the limit is %d"
              .formatted(reason.length(), MAX_REASON_LENGTH));
    }
  }

  boolean holds(ServiceName other) {
    return service == null || service.equals(other);
  }

  /** One sentence with who and why. */
  public String summary() {
    return "%s frozen by %s%s"
        .formatted(
            service == null ? "Everything is" : service + " is",
            by,
            reason.isBlank() ? "" : ": " + reason);
  }
}
