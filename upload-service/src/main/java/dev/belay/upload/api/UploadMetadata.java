package dev.belay.upload.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Upload-Metadata} of tus: names and values in base64, comma separated. */
final class UploadMetadata {

  private static final int LONGEST = 4_096;
  private static final int MOST = 20;

  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException if it is none; the message is for callers
   */
  UploadMetadata(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return;
    }
    String[] pairs = header.split(",", MOST + 1);
    if (header.length() > LONGEST || pairs.length > MOST) {
      throw new IllegalArgumentException(
          "Upload-Metadata may have %d characters and %d values.".formatted(LONGEST, MOST));
    }
    for (String pair : pairs) {
      String[] parts = pair.strip().split(" ", 2);
      byte[] value = parts.length < 2 ? new byte[0] : decoded(parts[0], parts[1]);
      values.put(parts[0], new String(value, StandardCharsets.UTF_8));
    }
  }

  private static byte[] decoded(String name, String value) {
    try {
      return Base64.getDecoder().decode(value.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Upload-Metadata has a value that is no base64: that of '%s'.".formatted(printable(name)),
          e);
    }
  }

  private static String printable(String name) {
    String clean = name.replaceAll("[^A-Za-z0-9_.-]", "?");
    return clean.substring(0, Math.min(40, clean.length()));
  }

  /** Null where nothing of that name was given. */
  @Nullable String get(String name) {
    return values.get(name);
  }
}
