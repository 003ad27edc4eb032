package dev.belay.starter.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Spring Security's refusals as problems. */
final class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException thrown)
      throws IOException {
    ProblemWriter.write(
        request,
        response,
        ProblemException.of(HttpStatus.UNAUTHORIZED, "unauthenticated", "Not logged in")
            .detail("This needs valid credentials.")
            .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
            .build());
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException thrown)
      throws IOException {
    ProblemWriter.write(
        request,
        response,
        ProblemException.of(HttpStatus.FORBIDDEN, "forbidden", "Not allowed")
            .detail("These credentials are not allowed to do this.")
            .build());
  }
}
