package dev.belay.upload.drill.mark;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/** Marks answers to users, and knows since when there are any: a fault begins some time later. */
public final class Served {

  private final String mark;
  private final AtomicLong first = new AtomicLong();

  public Served(String mark) {
    this.mark = mark;
  }

  /** Whether the first user was served at least so long ago. */
  public boolean since(Duration time) {
    long began = first.get();
    return began != 0 && System.nanoTime() - began >= time.toNanos();
  }

  /** In front of everything. */
  public FilterRegistrationBean<?> filter() {
    var registration = new FilterRegistrationBean<>(new Marking());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  private final class Marking extends OncePerRequestFilter {

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
      String path = request.getRequestURI();
      return path.equals("/livez") || path.equals("/readyz") || path.startsWith("/actuator");
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      first.compareAndSet(0, System.nanoTime() | 1);
      response.setHeader("X-Belay-Drill", mark);
      chain.doFilter(request, response);
    }
  }
}
