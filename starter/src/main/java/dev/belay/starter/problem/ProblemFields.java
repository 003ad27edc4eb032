package dev.belay.starter.problem;

import dev.belay.starter.correlation.Correlation;
import dev.belay.starter.correlation.CorrelationFilter;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.ProblemDetail;
import org.springframework.web.filter.ServerHttpObservationFilter;

/** The fields that every problem has, filled in where its author left them out. */
final class ProblemFields {

  static final String CATEGORY = "category";
  static final String RETRYABLE = "retryable";
  private static final String TRACE_ID = "traceId";
  private static final int MAX_DETAIL = 500;

  private ProblemFields() {}

  static ProblemDetail complete(ProblemDetail problem, HttpServletRequest request) {
    if (problem.getInstance() == null) {
      problem.setInstance(instance(request));
    }
    String detail = problem.getDetail();
    if (detail != null && detail.length() > MAX_DETAIL) {
      problem.setDetail(detail.substring(0, MAX_DETAIL) + "…");
    }
    int status = problem.getStatus();
    putIfAbsent(problem, CATEGORY, Category.of(status).label());
    putIfAbsent(problem, RETRYABLE, Category.retryable(status));
    putIfAbsent(problem, Correlation.FIELD, CorrelationFilter.idOf(request).value());
    putIfAbsent(problem, TRACE_ID, traceId(request));
    return problem;
  }

  private static void putIfAbsent(ProblemDetail problem, String field, @Nullable Object value) {
    Map<String, Object> properties = problem.getProperties();
    if (value != null && (properties == null || !properties.containsKey(field))) {
      problem.setProperty(field, value);
    }
  }

  static @Nullable URI instance(HttpServletRequest request) {
    Object dispatched = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    String path = dispatched instanceof String uri ? uri : request.getRequestURI();
    try {
      return path == null ? null : URI.create(path);
    } catch (IllegalArgumentException notAUri) {
      return null;
    }
  }

  // In an error dispatch the span's scope, and with it the logging context, is gone already.
  private static @Nullable String traceId(HttpServletRequest request) {
    Span span =
        ServerHttpObservationFilter.findObservationContext(request)
            .map(context -> context.<TracingContext>get(TracingContext.class))
            .map(TracingContext::getSpan)
            .orElse(null);
    return span != null ? span.context().traceId() : MDC.get(TRACE_ID);
  }
}
