package dev.belay.controlplane.ui.safety;

import dev.belay.controlplane.rollout.Rollout;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** There is no rollback to dispute. */
final class NotTakenBackException extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  NotTakenBackException(Rollout rollout) {
    super(
        HttpStatus.CONFLICT,
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "%s of %s is %s: only a rollout that Belay itself took back can be disputed"
                .formatted(rollout.id().label(), rollout.service(), rollout.state().name())),
        null);
  }
}
