package dev.belay.starter.correlation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Names one business flow across services: 1 to 64 of {@code A-Z a-z 0-9 . _ -}. The alphabet keeps
 * it harmless in headers, logs and shells.
 */
public record CorrelationId(String value) {

  public static final int MAX_LENGTH = 64;

  public CorrelationId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "A correlation id is 1 to %d of A-Z a-z 0-9 . _ -".formatted(MAX_LENGTH));
    }
  }

  /** A new random one. */
  public static CorrelationId fresh() {
    return new CorrelationId(UUID.randomUUID().toString());
  }

  /** What a caller sent if that is valid, else a fresh one; never an error. */
  public static CorrelationId acceptOrFresh(@Nullable String offered) {
    return offered != null && isValid(offered) ? new CorrelationId(offered) : fresh();
  }

  // By hand and not by a pattern: the length is looked at first, so a megabyte costs nothing.
  private static boolean isValid(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return false;
    }
    return value.chars().allMatch(CorrelationId::isAllowed);
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }

  @Override
  public String toString() {
    return value;
  }
}
