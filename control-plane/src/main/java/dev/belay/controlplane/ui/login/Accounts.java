package dev.belay.controlplane.ui.login;

import java.util.Map;
import java.util.function.Predicate;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * The accounts that log in with a password: one operator, one viewer, and the registrar as which
 * services register themselves. Hashes only; people's are bcrypt. The registrar's is compared
 * quickly, since every instance logs in anew every few seconds.
 */
final class Accounts implements AuthenticationProvider {

  private static final String NOBODY = "nobody";

  private final Map<String, Account> accounts;
  private final FailedLogins failures;

  Accounts(Credentials credentials, RegistrationSettings registration, FailedLogins failures) {
    // Refuses two accounts of one name.
    this.accounts =
        Map.of(
            credentials.operator().username(),
            person(Role.OPERATOR, credentials.operator()),
            credentials.viewer().username(),
            person(Role.VIEWER, credentials.viewer()),
            registration.username(),
            new Account(Role.REGISTRAR, registration.secret()::matches));
    this.failures = failures;
  }

  @Override
  public Authentication authenticate(Authentication attempt) {
    String name = attempt.getName();
    var account = accounts.get(name);
    var key = new FailedLogins.Key(address(attempt), account == null ? NOBODY : name);
    var refused = failures.refusedFor(key);
    if (refused.isPositive()) {
      throw new TooManyFailedLogins(refused);
    }
    if (account == null || !account.admits().test(password(attempt))) {
      failures.failed(key);
      throw new BadCredentialsException("The name or the password is wrong");
    }
    failures.succeeded(key);
    return admitted(name, account.role(), attempt);
  }

  @Override
  public boolean supports(Class<?> kind) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
  }

  private static Authentication admitted(String name, Role role, Authentication attempt) {
    var authorities = role.authorities();
    var user = User.withUsername(name).password("").authorities(authorities).build();
    var result = UsernamePasswordAuthenticationToken.authenticated(user, null, authorities);
    result.setDetails(attempt.getDetails());
    return result;
  }

  private static String password(Authentication attempt) {
    return attempt.getCredentials() instanceof String text ? text : "";
  }

  private static String address(Authentication attempt) {
    return attempt.getDetails() instanceof WebAuthenticationDetails web
        ? web.getRemoteAddress()
        : "unknown";
  }

  private static Account person(Role role, Credentials.Login login) {
    var bcrypt = new BCryptPasswordEncoder();
    String hash = bcrypt.encode(login.password());
    return new Account(role, candidate -> bcrypt.matches(candidate, hash));
  }

  private record Account(Role role, Predicate<String> admits) {}
}
