package dev.belay.starter.correlation;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;

/**
 * Decides on a request's correlation id and puts it on the answer before anything else can answer.
 * Runs for error and async dispatches too: there it finds the id that the request began with.
 */
public final class CorrelationFilter implements Filter {

  private static final String ATTRIBUTE = CorrelationFilter.class.getName() + ".ID";

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    CorrelationId id = idOf(http);
    answer.setHeader(Correlation.HEADER, id.value());
    try (Correlation.Scope bound = Correlation.bind(id)) {
      chain.doFilter(new SanitizedRequest(http, id), new EchoingResponse(answer, id));
    }
  }

  /** The id of a request, decided now if no filter decided before. */
  public static CorrelationId idOf(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof CorrelationId decided) {
      return decided;
    }
    CorrelationId id = offered(request);
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  // Two headers contradict each other; believing one of them would let a caller choose which.
  private static CorrelationId offered(HttpServletRequest request) {
    Enumeration<String> values = request.getHeaders(Correlation.HEADER);
    if (values == null || !values.hasMoreElements()) {
      return CorrelationId.fresh();
    }
    String first = values.nextElement();
    return values.hasMoreElements() ? CorrelationId.fresh() : CorrelationId.acceptOrFresh(first);
  }

  /** Shows the decided id to everyone behind the filter, whatever the caller sent. */
  private static final class SanitizedRequest
      extends jakarta.servlet.http.HttpServletRequestWrapper {

    private final CorrelationId id;

    SanitizedRequest(HttpServletRequest request, CorrelationId id) {
      super(request);
      this.id = id;
    }

    @Override
    public String getHeader(String name) {
      return Correlation.HEADER.equalsIgnoreCase(name) ? id.value() : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return Correlation.HEADER.equalsIgnoreCase(name)
          ? Collections.enumeration(Collections.singleton(id.value()))
          : super.getHeaders(name);
    }
  }

  /** A reset answer loses its headers; this one is put back. */
  private static final class EchoingResponse
      extends jakarta.servlet.http.HttpServletResponseWrapper {

    private final CorrelationId id;

    EchoingResponse(HttpServletResponse response, CorrelationId id) {
      super(response);
      this.id = id;
    }

    @Override
    public void reset() {
      super.reset();
      setHeader(Correlation.HEADER, id.value());
    }
  }
}
