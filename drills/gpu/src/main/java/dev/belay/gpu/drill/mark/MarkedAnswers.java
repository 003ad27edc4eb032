package dev.belay.gpu.drill.mark;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;

/** Lets a client tell which revision has answered it. */
public final class MarkedAnswers {

  private MarkedAnswers() {}

  /** In front of everything. */
  public static FilterRegistrationBean<Filter> as(String mark) {
    var registration =
        new FilterRegistrationBean<Filter>((request, response, chain) -> {
          ((HttpServletResponse) response).setHeader("X-Belay-Drill", mark);
          chain.doFilter(request, response);
        });
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }
}
