package dev.belay.controlplane.ui.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies above 256 KiB, far more than any call here needs. A body of unknown length is read
 * first, up to the limit.
 */
@Component
@Order(BodyLimitFilter.BEFORE_SECURITY)
class BodyLimitFilter extends OncePerRequestFilter {

  static final int BEFORE_SECURITY = -200;
  static final int MAX_BYTES = 256 * 1024;

  private final Problems problems;

  BodyLimitFilter(Problems problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > MAX_BYTES) {
      refuse(request, response);
    } else if (request.getHeader("Transfer-Encoding") == null) {
      chain.doFilter(request, response);
    } else {
      byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
      if (body.length > MAX_BYTES) {
        refuse(request, response);
      } else {
        chain.doFilter(new ReadRequest(request, body), response);
      }
    }
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    // The rest of the body is not worth reading.
    response.setHeader("Connection", "close");
    String detail = "The body is larger than the limit of %d bytes.".formatted(MAX_BYTES);
    problems.write(request, response, HttpStatus.CONTENT_TOO_LARGE, detail);
  }
}
