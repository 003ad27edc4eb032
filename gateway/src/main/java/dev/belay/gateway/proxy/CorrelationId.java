package dev.belay.gateway.proxy;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpFields;

/** The id by which a request is found again in every log; a client may bring its own. */
final class CorrelationId {

  static final String HEADER = "X-Correlation-Id";
  private static final int MAX_LENGTH = 64;

  private CorrelationId() {}

  /** The client's id if it is harmless, else a new one. */
  static String of(HttpFields headers) {
    String brought = headers.get(HEADER);
    return brought != null && harmless(brought) ? brought : fresh();
  }

  /** Unique, not secret: hence the cheap generator. */
  static String fresh() {
    var random = ThreadLocalRandom.current();
    long most = random.nextLong() & ~0xF000L | 0x4000L;
    long least = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(most, least).toString();
  }

  private static boolean harmless(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letterOrDigit && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }
}
