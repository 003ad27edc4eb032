package dev.belay.gateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Set;

/**
 * Paths that only the platform may reach: actuator and probes. A path counts as reserved if any
 * reading of it is, since nobody knows how the service behind normalises.
 */
final class ReservedPaths {

  private static final Set<String> RESERVED = Set.of("actuator", "livez", "readyz");
  private static final int MAX_DECODINGS = 4;

  private ReservedPaths() {}

  static boolean contains(String rawPath) {
    if (plain(rawPath)) {
      return RESERVED.contains(firstSegment(rawPath));
    }
    String reading = rawPath;
    for (int i = 0; i < MAX_DECODINGS; i++) {
      if (reserved(reading)) {
        return true;
      }
      String decoded = decode(reading);
      if (decoded.equals(reading)) {
        return false;
      }
      reading = decoded;
    }
    return true;
  }

  /** Whether there is one way only to read the path. */
  private static boolean plain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean simple = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
      boolean slash = c == '/' && (i == 0 || path.charAt(i - 1) != '/');
      if (!simple && !slash) {
        return false;
      }
    }
    return true;
  }

  private static String firstSegment(String plain) {
    int start = plain.startsWith("/") ? 1 : 0;
    int end = plain.indexOf('/', start);
    return plain.substring(start, end < 0 ? plain.length() : end);
  }

  private static boolean reserved(String path) {
    var segments = new ArrayDeque<String>();
    boolean first = true;
    for (String part : path.replace('\\', '/').split("/")) {
      int parameters = part.indexOf(';');
      String segment = (parameters < 0 ? part : part.substring(0, parameters)).strip();
      if (segment.isEmpty() || segment.equals(".")) {
        continue;
      }
      if (first && isReserved(segment)) {
        return true;
      }
      first = false;
      if (segment.equals("..")) {
        segments.pollLast();
      } else {
        segments.addLast(segment);
      }
    }
    return !segments.isEmpty() && isReserved(segments.getFirst());
  }

  private static boolean isReserved(String segment) {
    return RESERVED.contains(segment.toLowerCase(Locale.ROOT));
  }

  private static String decode(String path) {
    var decoded = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      int high = c == '%' && i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(path.charAt(i + 2), 16);
      if (low < 0) {
        decoded.append(c);
      } else {
        byte[] one = {(byte) (high << 4 | low)};
        decoded.append(new String(one, StandardCharsets.ISO_8859_1));
        i += 2;
      }
    }
    return decoded.toString();
  }
}
