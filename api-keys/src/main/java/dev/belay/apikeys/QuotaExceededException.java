package dev.belay.apikeys;

import dev.belay.starter.problem.ProblemException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** The key has used up what it has for today. The words are for callers. */
public final class QuotaExceededException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ProblemException problem;

  QuotaExceededException(Limits limits, Quotas.Usage used, long bytes, Duration untilMidnight) {
    super("A key's quota of the day is used up");
    this.problem = problem(limits, used, bytes, untilMidnight);
  }

  /** 429, with when it is worth while to ask again. */
  public ProblemException problem() {
    return problem;
  }

  static ProblemException problem(
      Limits limits, Quotas.Usage used, long bytes, Duration untilMidnight) {
    var builder =
        ProblemException.of(HttpStatus.TOO_MANY_REQUESTS, "quota-exceeded", "Quota used up");
    Long requests = limits.requestsPerDay();
    Long most = limits.bytesPerDay();
    if (requests != null && used.requests() >= requests) {
      builder
          .detail(
              "This key has had its %d requests of today (UTC). It may go on tomorrow, or its quota"
                      .formatted(requests)
                  + " has to be raised.")
          .with("limitRequests", requests)
          .with("usedRequests", used.requests());
    } else {
      builder
          .detail(
              ("These %d bytes are too many: this key has used %d of its %d of today (UTC). It may"
                      + " go on tomorrow, or its quota has to be raised.")
                  .formatted(bytes, used.bytes(), most))
          .with("limitBytes", most == null ? 0 : most)
          .with("usedBytes", used.bytes())
          .with("actualBytes", bytes);
    }
    return builder.retryAfter(untilMidnight).build();
  }
}
