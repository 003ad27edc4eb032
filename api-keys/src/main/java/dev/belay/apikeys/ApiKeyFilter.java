package dev.belay.apikeys;

import dev.belay.starter.problem.ProblemException;
import dev.belay.starter.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Turns requests away before their body is read: without a key, with one that may not, too often,
 * or over the quota of the day.
 */
final class ApiKeyFilter extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(ApiKeyFilter.class);
  private static final String HEADER = "X-API-Key";
  private static final String BEARER = "Bearer ";
  private static final Duration SOON = Duration.ofSeconds(2);

  private final AccessRules rules;
  private final ApiKeys keys;
  private final RateLimiter rates;
  private final Quotas quotas;

  ApiKeyFilter(AccessRules rules, ApiKeys keys, RateLimiter rates, Quotas quotas) {
    this.rules = rules;
    this.keys = keys;
    this.rates = rates;
    this.quotas = quotas;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String scope = rules.scopeOf(request.getMethod(), request.getServletPath()).orElse(null);
    if (scope == null) {
      chain.doFilter(request, response);
      return;
    }
    ProblemException problem = refusal(request, response, scope);
    if (problem == null) {
      chain.doFilter(request, response);
    } else {
      ProblemWriter.write(request, response, problem);
    }
  }

  private @Nullable ProblemException refusal(
      HttpServletRequest request, HttpServletResponse response, String scope) {
    try {
      String presented = presented(request);
      Optional<ApiKey> found = presented == null ? Optional.empty() : keys.find(presented);
      if (found.isEmpty()) {
        return refused(presented == null);
      }
      ApiKey key = found.get();
      if (!key.allows(scope)) {
        return notAllowed(scope);
      }
      request.setAttribute(ApiKey.ATTRIBUTE, key);
      return overLimit(key, request, response);
    } catch (DataAccessException e) {
      log.error(
          "API keys cannot be read: {}", String.valueOf(e.getMostSpecificCause().getMessage()));
      return unavailable();
    }
  }

  private @Nullable ProblemException overLimit(
      ApiKey key, HttpServletRequest request, HttpServletResponse response) {
    Limits limits = quotas.of(key);
    var headers = new LimitHeaders();
    try {
      Integer perMinute = limits.requestsPerMinute();
      if (perMinute != null) {
        RateLimiter.Answer answer = rates.ask(key, perMinute);
        headers.perMinute(perMinute, answer);
        if (!answer.allowed()) {
          return tooOften(perMinute, answer.untilMore());
        }
      }
      return limits.hasQuota() ? overQuota(key, limits, headers, request) : null;
    } finally {
      headers.write(response);
    }
  }

  // The body is larger than the file in it, by less than anybody's quota matters; what is taken is
  // counted exactly, when it is there.
  private @Nullable ProblemException overQuota(
      ApiKey key, Limits limits, LimitHeaders headers, HttpServletRequest request) {
    Quotas.Usage used = quotas.today(key);
    headers.perDay(limits, used, quotas.untilMidnight());
    long bytes = Math.max(0, request.getContentLengthLong() - AccessRules.ENVELOPE_BYTES);
    return rules.counts(request.getMethod()) && used.and(bytes).exceeds(limits)
        ? QuotaExceededException.problem(limits, used, bytes, quotas.untilMidnight())
        : null;
  }

  private static @Nullable String presented(HttpServletRequest request) {
    String key = request.getHeader(HEADER);
    if (key != null) {
      return key;
    }
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    boolean bearer =
        authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return bearer ? authorization.substring(BEARER.length()).strip() : null;
  }

  private ProblemException refused(boolean missing) {
    return ProblemException.of(HttpStatus.UNAUTHORIZED, "api-key-refused", "No valid API key")
        .detail(
            missing
                ? "Send an API key as X-API-Key, or as Authorization: Bearer."
                : "This API key is not known here, has expired or was revoked.")
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"%s\"".formatted(rules.realm()))
        .build();
  }

  private static ProblemException notAllowed(String scope) {
    return ProblemException.of(HttpStatus.FORBIDDEN, "api-key-scope", "Not for this key")
        .detail("This API key has not the scope '%s' that this takes.".formatted(scope))
        .with("scope", scope)
        .build();
  }

  private static ProblemException tooOften(int perMinute, Duration wait) {
    return ProblemException.of(HttpStatus.TOO_MANY_REQUESTS, "rate-limited", "Too many requests")
        .detail("This key may ask %d times a minute.".formatted(perMinute))
        .with("limitRequests", perMinute)
        .retryAfter(Duration.ofSeconds(LimitHeaders.seconds(wait)))
        .build();
  }

  private static ProblemException unavailable() {
    return ProblemException.of(
            HttpStatus.SERVICE_UNAVAILABLE, "database-unavailable", "The database is unavailable")
        .detail("Whose key this is cannot be looked up at the moment.")
        .retryAfter(SOON)
        .build();
  }
}
