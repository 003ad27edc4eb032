package dev.belay.controlplane.verification;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * A PostgreSQL server to try migrations on, instead of one that the platform starts.
 *
 * @param url {@code jdbc:postgresql://host:port/database}; null for none
 * @param username may create databases and roles
 */
@ConfigurationProperties("belay.verification.scratch")
record ScratchSettings(@Nullable String url, @Nullable String username, @Nullable String password) {

  @Override
  public String toString() {
    return "ScratchSettings[" + username + "]";
  }
}
