package dev.belay.upload.drill.all500butready;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/** The fault: probes are green, every other path answers 500, to preflight requests too. */
@Configuration(proxyBeanMethods = false)
class AnswersFiveHundred {

  @Bean
  FilterRegistrationBean<Fault> drillFault() {
    var registration = new FilterRegistrationBean<>(new Fault());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  /** In front of security and CORS, which would otherwise answer first. */
  static final class Fault extends OncePerRequestFilter {

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
      String path = request.getRequestURI().substring(request.getContextPath().length());
      return path.equals("/livez")
          || path.equals("/readyz")
          || path.equals("/actuator")
          || path.startsWith("/actuator/");
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      response.setHeader("X-Belay-Drill", "all-500-but-ready");
      response.setContentType("application/problem+json");
      response.getWriter().write("{\"status\":500,\"title\":\"Internal Server Error\"}");
    }
  }
}
