package dev.belay.controlplane.ui.login;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * As whom instances register.
 *
 * @param username default {@code registrar}
 * @param password random; without one nobody can register
 */
@ConfigurationProperties("belay.registration")
record RegistrationSettings(@DefaultValue("registrar") String username, @Nullable String password) {

  /** Matches nothing when no password is set: nobody rather than anybody. */
  Secret secret() {
    return Secret.of(password == null || password.isBlank() ? Secret.generate() : password);
  }

  @Override
  public String toString() {
    return "RegistrationSettings[" + username + "]";
  }
}
