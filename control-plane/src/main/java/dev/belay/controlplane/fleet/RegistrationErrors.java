package dev.belay.controlplane.fleet;

import de.codecentric.boot.admin.server.web.InstancesController;
import de.codecentric.boot.admin.server.web.client.exception.SsrfProtectionException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Spring Boot Admin throws where a registration is wrong; this says that it is the caller's. */
@RestControllerAdvice(assignableTypes = InstancesController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class RegistrationErrors {

  @ExceptionHandler
  ResponseEntity<ProblemDetail> foreignAddress(SsrfProtectionException failure) {
    return answer(RegistrationRefused.foreignAddress());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> incomplete(IllegalArgumentException failure) {
    return answer(RegistrationRefused.incomplete(failure.getMessage()));
  }

  private static ResponseEntity<ProblemDetail> answer(RegistrationRefused refused) {
    return ResponseEntity.of(refused.getBody()).build();
  }
}
