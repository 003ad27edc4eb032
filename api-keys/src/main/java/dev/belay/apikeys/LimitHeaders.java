package dev.belay.apikeys;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code RateLimit-Policy} and {@code RateLimit}, as draft-ietf-httpapi-ratelimit-headers-10 has
 * them: structured fields with the quota {@code q} in a window of {@code w} seconds, and what is
 * left {@code r} with the seconds {@code t} until there is more.
 */
final class LimitHeaders {

  static final String POLICY = "RateLimit-Policy";
  static final String LEFT = "RateLimit";

  private static final long DAY_SECONDS = 86_400;

  private final List<String> policies = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  void perMinute(int most, RateLimiter.Answer answer) {
    policies.add("\"minute\";q=%d;w=60".formatted(most));
    left.add("\"minute\";r=%d;t=%d".formatted(answer.left(), seconds(answer.untilMore())));
  }

  void perDay(Limits limits, Quotas.Usage used, Duration untilMidnight) {
    Long requests = limits.requestsPerDay();
    if (requests != null) {
      day("day", "", requests, used.requests(), untilMidnight);
    }
    Long bytes = limits.bytesPerDay();
    if (bytes != null) {
      day("day-bytes", ";qu=\"content-bytes\"", bytes, used.bytes(), untilMidnight);
    }
  }

  private void day(String name, String unit, long most, long used, Duration untilMidnight) {
    policies.add("\"%s\";q=%d%s;w=%d".formatted(name, most, unit, DAY_SECONDS));
    left.add("\"%s\";r=%d;t=%d".formatted(name, Math.max(0, most - used), seconds(untilMidnight)));
  }

  /** Up, so that nobody comes a moment too early. */
  static long seconds(Duration wait) {
    return wait.plusNanos(999_999_999).toSeconds();
  }

  void write(HttpServletResponse response) {
    if (!policies.isEmpty()) {
      response.setHeader(POLICY, String.join(", ", policies));
      response.setHeader(LEFT, String.join(", ", left));
    }
  }
}
