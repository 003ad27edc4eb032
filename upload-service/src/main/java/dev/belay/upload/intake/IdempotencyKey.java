package dev.belay.upload.intake;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code Idempotency-Key}: the caller's own name for one upload, so that trying again does not make
 * a second one.
 *
 * @param value 1 to 255 printable characters
 */
public record IdempotencyKey(String value) {

  private static final int LONGEST = 255;

  public IdempotencyKey {
    boolean printable = value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    if (value.isEmpty() || value.length() > LONGEST || !printable) {
      throw new IllegalArgumentException(
          "Idempotency-Key must have 1 to %d printable ASCII characters, such as a UUID."
              .formatted(LONGEST));
    }
  }

  /**
   * @param header with or without the quotes that the draft asks for; null for none
   * @throws IllegalArgumentException if it is none; the message is for callers
   */
  public static Optional<IdempotencyKey> of(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    String text = header.strip();
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return Optional.of(new IdempotencyKey(quoted ? text.substring(1, text.length() - 1) : text));
  }
}
