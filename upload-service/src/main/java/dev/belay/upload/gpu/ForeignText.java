package dev.belay.upload.gpu;

import org.jspecify.annotations.Nullable;

/** Text from another service, made fit for rows, logs and answers. */
final class ForeignText {

  private ForeignText() {}

  /** Printable ASCII up to a limit and without our secret; null if nothing is left. */
  static @Nullable String clean(@Nullable String text, int limit, String secret) {
    if (text == null) {
      return null;
    }
    String clean =
        text.replace(secret, "******")
            .codePoints()
            .filter(c -> c >= ' ' && c <= '~')
            .limit(limit)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .strip();
    return clean.isEmpty() ? null : clean;
  }
}
