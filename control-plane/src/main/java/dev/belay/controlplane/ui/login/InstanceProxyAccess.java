package dev.belay.controlplane.ui.login;

import dev.belay.controlplane.fleet.InstanceProxy;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * What may pass through Spring Boot Admin to an instance's actuator. The request has passed the
 * HTTP firewall, so that its path holds no second meaning.
 */
final class InstanceProxyAccess implements AuthorizationManager<RequestAuthorizationContext> {

  private static final Pattern PATH =
      Pattern.compile("/(?:instances|applications)/[^/]+/actuator(?:/([^/]*)(?:/.*)?)?");
  private static final Set<String> READING = Set.of("GET", "HEAD");

  /** Everything that goes to an instance. */
  static final RequestMatcher PROXIED = InstanceProxyAccess::isProxied;

  private final InstanceProxy proxy;

  InstanceProxyAccess(InstanceProxy proxy) {
    this.proxy = proxy;
  }

  @Override
  public AuthorizationDecision authorize(
      Supplier<? extends @Nullable Authentication> who, RequestAuthorizationContext context) {
    var request = context.getRequest();
    String endpoint = endpoint(request);
    boolean reading = READING.contains(request.getMethod());
    boolean granted =
        (reading && has(who.get(), Role.VIEWER) && proxy.readEndpoints().contains(endpoint))
            || (has(who.get(), Role.OPERATOR) && proxy.operatorEndpoints().contains(endpoint));
    return new AuthorizationDecision(granted);
  }

  /** Says what would help, when it was the proxy that refused. */
  static String remedy(HttpServletRequest request) {
    return isProxied(request)
        ? "An instance's actuator is read-only here and shows belay.fleet.proxy.read-endpoints only;"
            + " belay.fleet.proxy.operator-endpoints opens more to operators."
        : "It needs a role that includes it: viewer to read, operator to act.";
  }

  private static boolean isProxied(HttpServletRequest request) {
    return PATH.matcher(path(request)).matches();
  }

  private static String endpoint(HttpServletRequest request) {
    var matcher = PATH.matcher(path(request));
    String endpoint = matcher.matches() ? matcher.group(1) : null;
    return endpoint == null ? "" : endpoint;
  }

  private static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return request.getServletPath() + (info == null ? "" : info);
  }

  private static boolean has(@Nullable Authentication who, Role role) {
    return who != null
        && who.isAuthenticated()
        && who.getAuthorities().containsAll(role.authorities());
  }
}
