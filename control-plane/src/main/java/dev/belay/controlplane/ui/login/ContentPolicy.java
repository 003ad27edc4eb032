package dev.belay.controlplane.ui.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.header.HeaderWriter;

/** What a browser may do with an answer, by where the answer comes from. */
final class ContentPolicy implements HeaderWriter {

  static final String HEADER = "Content-Security-Policy";
  private static final String COMMON =
      "default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self' 'unsafe-inline';"
          + " object-src 'none'; frame-src 'none'; frame-ancestors 'none'; base-uri 'self';"
          + " form-action 'self'; ";
  // Views are Vue templates, compiled in the browser.
  private static final String PAGES = COMMON + "script-src 'self' 'unsafe-eval'";
  // Spring Boot Admin's login page has its settings in an inline script, and nothing of anybody's.
  private static final String LOGIN = COMMON + "script-src 'self' 'unsafe-inline'";
  // What an instance answers is shown by scripts, never run as a page of the console.
  static final String PROXIED = "default-src 'none'; sandbox; frame-ancestors 'none'";

  @Override
  public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader(HEADER, policy(request));
  }

  private static String policy(HttpServletRequest request) {
    if (InstanceProxyAccess.PROXIED.matches(request)) {
      return PROXIED;
    }
    return "/login".equals(request.getServletPath()) ? LOGIN : PAGES;
  }
}
