package dev.belay.controlplane.ui.login;

import dev.belay.controlplane.ui.http.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * How the console says no: problem details to programs, the login page to people who ask for a page
 * of the console.
 */
final class Refusals
    implements AuthenticationEntryPoint,
        AccessDeniedHandler,
        AuthenticationFailureHandler,
        RequestRejectedHandler {

  private final Problems problems;

  Refusals(Problems problems) {
    this.problems = problems;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException {
    if (why instanceof TooManyFailedLogins tooMany) {
      wait(request, response, tooMany);
    } else if (isPageOfTheConsole(request)) {
      response.sendRedirect("/login?redirectTo=" + encoded(request));
    } else {
      // Not Basic: a browser would ask for the password in a box of its own.
      response.setHeader("WWW-Authenticate", "Bearer realm=\"belay\"");
      problems.write(
          request,
          response,
          HttpStatus.UNAUTHORIZED,
          "Log in first: 'Authorization: Bearer' with the apiToken of credentials.json, or HTTP Basic.");
    }
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
      throws IOException {
    var who = SecurityContextHolder.getContext().getAuthentication();
    if (who == null || who instanceof AnonymousAuthenticationToken) {
      commence(request, response, new NotLoggedIn());
    } else if (why instanceof CsrfException) {
      forbid(request, response, "Send the XSRF-TOKEN cookie's value in the header X-XSRF-TOKEN.");
    } else {
      forbid(
          request,
          response,
          "The role of '%s' does not allow this. %s"
              .formatted(who.getName(), InstanceProxyAccess.remedy(request)));
    }
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException {
    if (why instanceof TooManyFailedLogins tooMany) {
      wait(request, response, tooMany);
    } else {
      response.sendRedirect("/login?error");
    }
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException why)
      throws IOException {
    problems.write(
        request,
        response,
        HttpStatus.BAD_REQUEST,
        "The address, a header or the host name is not accepted. Host names are those of belay.console.hosts.");
  }

  private void wait(
      HttpServletRequest request, HttpServletResponse response, TooManyFailedLogins why)
      throws IOException {
    response.setHeader("Retry-After", Long.toString(why.retryAfterSeconds()));
    problems.write(
        request,
        response,
        HttpStatus.TOO_MANY_REQUESTS,
        "%d logins failed within a minute. Try again in %d s."
            .formatted(FailedLogins.LIMIT, why.retryAfterSeconds()));
  }

  private void forbid(HttpServletRequest request, HttpServletResponse response, String detail)
      throws IOException {
    problems.write(request, response, HttpStatus.FORBIDDEN, detail);
  }

  private static boolean isPageOfTheConsole(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    String path = request.getRequestURI();
    return "GET".equals(request.getMethod())
        && request.getHeader("Authorization") == null
        && accept != null
        && accept.contains("text/html")
        && !path.startsWith("/api/")
        && !path.startsWith("/v3/")
        && !path.startsWith("/actuator");
  }

  private static String encoded(HttpServletRequest request) {
    String query = request.getQueryString();
    String target = request.getRequestURI() + (query == null ? "" : "?" + query);
    return URLEncoder.encode(target, StandardCharsets.UTF_8);
  }

  private static final class NotLoggedIn extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    NotLoggedIn() {
      super("Not logged in");
    }
  }
}
