package dev.belay.upload.access;

import dev.belay.starter.problem.ProblemException;
import dev.belay.starter.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;

/** CORS as Spring does it, with rejections as problems. */
final class ProblemCorsProcessor extends DefaultCorsProcessor {

  @Override
  public boolean processRequest(
      @Nullable CorsConfiguration configuration,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (super.processRequest(configuration, request, response)) {
      return true;
    }
    ProblemWriter.write(
        request,
        response,
        ProblemException.of(HttpStatus.FORBIDDEN, "cors-refused", "Not allowed from this origin")
            .detail(
                CorsUtils.isPreFlightRequest(request)
                    ? "This origin, method or header is not allowed (upload.cors.allowed-origins)."
                    : "This origin is not allowed (upload.cors.allowed-origins).")
            .build());
    return false;
  }

  // The answer is written above, where the request is at hand.
  @Override
  protected void rejectRequest(ServerHttpResponse response) {}
}
