package dev.belay.controlplane.ui.login;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Refused without looking at what was presented. */
final class TooManyFailedLogins extends AuthenticationException {

  private static final long serialVersionUID = 1L;

  private final Duration left;

  TooManyFailedLogins(Duration left) {
    super("Too many failed logins");
    this.left = left;
  }

  /** Rounded up, at least 1. */
  long retryAfterSeconds() {
    return Math.max(1, left.plusMillis(999).toSeconds());
  }
}
