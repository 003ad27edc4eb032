package dev.belay.controlplane.fleet;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A registration beyond the fleet's limits. Nothing was stored. */
final class RegistrationRefused extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  private RegistrationRefused(HttpStatus status, ProblemDetail problem) {
    super(status, problem, null);
  }

  static RegistrationRefused fleetIsFull(int limit) {
    return of(
        HttpStatus.INSUFFICIENT_STORAGE,
        "The fleet is full",
        "%d instances are registered, which is the limit. Remove those that are gone or raise belay.fleet.max-instances."
            .formatted(limit));
  }

  static RegistrationRefused tooLarge(String what) {
    return of(HttpStatus.BAD_REQUEST, "The registration is too large", "It has " + what + ".");
  }

  static RegistrationRefused foreignAddress() {
    return of(
        HttpStatus.BAD_REQUEST,
        "The address is not one that may be watched",
        "Allowed are the networks of spring.boot.admin.ssrf-protection.allowed-cidrs, by default this machine's loopback.");
  }

  static RegistrationRefused incomplete(@Nullable String why) {
    return of(
        HttpStatus.BAD_REQUEST,
        "The registration is incomplete",
        "%s It needs a name and absolute http addresses healthUrl, managementUrl and serviceUrl."
            .formatted(why));
  }

  private static RegistrationRefused of(HttpStatus status, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    return new RegistrationRefused(status, problem);
  }
}
