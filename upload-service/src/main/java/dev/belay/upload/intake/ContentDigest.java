package dev.belay.upload.intake;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code Content-Digest: sha-256=:…:}, RFC 9530: what the caller says that the bytes are.
 *
 * @param sha256 32 bytes
 */
public record ContentDigest(byte[] sha256) {

  private static final Pattern MEMBER =
      Pattern.compile("\\s*([a-z0-9*_.-]+)=:([A-Za-z0-9+/=]*):\\s*");
  private static final int BYTES = 32;
  private static final int LONGEST = 1_000;

  /**
   * @param header null for none
   * @return empty if there is none, or none of an algorithm that is known here, as the RFC wants it
   * @throws IllegalArgumentException if it is no such header; the message is for callers
   */
  public static Optional<ContentDigest> of(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    if (header.length() > LONGEST) {
      throw malformed("it has more than %d characters".formatted(LONGEST));
    }
    Optional<ContentDigest> found = Optional.empty();
    for (String member : header.split(",", -1)) {
      Matcher parts = MEMBER.matcher(member);
      if (!parts.matches()) {
        throw malformed("write sha-256=:<base64 of the 32 bytes>:");
      }
      if (parts.group(1).equals("sha-256")) {
        found = Optional.of(new ContentDigest(decoded(parts.group(2))));
      }
    }
    return found;
  }

  private static byte[] decoded(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw malformed("its value is no base64");
    }
    if (bytes.length != BYTES) {
      throw malformed("its value has %d bytes, a SHA-256 has %d".formatted(bytes.length, BYTES));
    }
    return bytes;
  }

  private static IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException("Content-Digest cannot be read: " + why + ".");
  }

  /** As the header has it. */
  static String written(byte[] sha256) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":";
  }
}
