package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.policy.InvalidPolicyException;
import dev.belay.controlplane.replay.ReplayUnderWayException;
import dev.belay.controlplane.rollout.ArtifactNotFoundException;
import dev.belay.controlplane.rollout.FrozenException;
import dev.belay.controlplane.rollout.IllegalCommandException;
import dev.belay.controlplane.rollout.NoSuchRolloutException;
import dev.belay.controlplane.rollout.PolicyCannotWorkException;
import dev.belay.controlplane.rollout.RestartRefusedException;
import dev.belay.controlplane.rollout.RolloutUnderWayException;
import dev.belay.controlplane.rollout.StaleRolloutException;
import dev.belay.controlplane.rollout.TooManyRolloutsException;
import dev.belay.controlplane.rollout.VerificationUnderWayException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What releases refuse, as problem details: each of these exceptions explains itself. */
@RestControllerAdvice(basePackages = "dev.belay.controlplane.ui")
@Order(Ordered.HIGHEST_PRECEDENCE)
class ReleaseErrors {

  @ExceptionHandler
  ErrorResponse unknown(NoSuchRolloutException refused) {
    return problem(refused, HttpStatus.NOT_FOUND);
  }

  @ExceptionHandler({
    RolloutUnderWayException.class,
    TooManyRolloutsException.class,
    FrozenException.class,
    RestartRefusedException.class,
    IllegalCommandException.class,
    StaleRolloutException.class,
    ReplayUnderWayException.class,
    VerificationUnderWayException.class,
    StaleFencingTokenException.class
  })
  ErrorResponse conflict(RuntimeException refused) {
    return problem(refused, HttpStatus.CONFLICT);
  }

  @ExceptionHandler
  ErrorResponse cannotWork(PolicyCannotWorkException refused) {
    return problem(refused, HttpStatus.UNPROCESSABLE_CONTENT);
  }

  @ExceptionHandler
  ErrorResponse noArtifact(ArtifactNotFoundException refused) {
    return problem(refused, HttpStatus.UNPROCESSABLE_CONTENT);
  }

  @ExceptionHandler
  ErrorResponse invalidDocument(InvalidPolicyException refused) {
    return ErrorResponse.builder(
            refused,
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The policy document has %d error(s); nothing was changed."
                .formatted(refused.problems().size()))
        .property("errors", refused.problems())
        .build();
  }

  /** Values refuse their input with a message that is meant for people. */
  @ExceptionHandler
  ErrorResponse invalid(IllegalArgumentException refused) {
    return problem(refused, HttpStatus.BAD_REQUEST);
  }

  private static ErrorResponse problem(RuntimeException refused, HttpStatus status) {
    return ErrorResponse.create(refused, status, String.valueOf(refused.getMessage()));
  }
}
