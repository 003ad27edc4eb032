package dev.belay.controlplane.ui.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request an id that its answer, its errors and its log lines carry. The caller's own id
 * is kept when it is harmless: letters, digits, {@code . _ -}, 64 at most.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class CorrelationFilter extends OncePerRequestFilter {

  static final String HEADER = "X-Correlation-Id";
  static final String NAME = "correlationId";
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String id = id(request);
    request.setAttribute(NAME, id);
    response.setHeader(HEADER, id);
    try (var scope = MDC.putCloseable(NAME, id)) {
      chain.doFilter(request, response);
    }
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  private static String id(HttpServletRequest request) {
    if (request.getAttribute(NAME) instanceof String known) {
      return known;
    }
    String offered = request.getHeader(HEADER);
    return offered != null && HARMLESS.matcher(offered).matches()
        ? offered
        : UUID.randomUUID().toString();
  }
}
