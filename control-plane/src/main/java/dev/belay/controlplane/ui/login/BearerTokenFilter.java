package dev.belay.controlplane.ui.login;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Admits the holder of the API token as the operator. The right token passes whatever failed before
 * it: it cannot be guessed, and a client with an old one must not lock out the others.
 */
final class BearerTokenFilter extends OncePerRequestFilter {

  private static final String SCHEME = "Bearer ";
  private static final String ACCOUNT = "api-token";

  private final String operator;
  private final Secret token;
  private final FailedLogins failures;
  private final AuthenticationEntryPoint refusal;

  BearerTokenFilter(
      Credentials credentials, FailedLogins failures, AuthenticationEntryPoint refusal) {
    this.operator = credentials.operator().username();
    this.token = Secret.of(credentials.apiToken());
    this.failures = failures;
    this.refusal = refusal;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      chain.doFilter(request, response);
    } else if (token.matches(header.substring(SCHEME.length()).strip())) {
      admit();
      chain.doFilter(request, response);
    } else {
      refusal.commence(request, response, refused(request));
    }
  }

  private void admit() {
    var authorities = Role.OPERATOR.authorities();
    var user = User.withUsername(operator).password("").authorities(authorities).build();
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(user, null, authorities));
    SecurityContextHolder.setContext(context);
  }

  private AuthenticationException refused(HttpServletRequest request) {
    var key = new FailedLogins.Key(request.getRemoteAddr(), ACCOUNT);
    var left = failures.refusedFor(key);
    failures.failed(key);
    return left.isPositive()
        ? new TooManyFailedLogins(left)
        : new BadCredentialsException("The token is not this console's");
  }
}
