package dev.belay.controlplane.ui.judgement;

import dev.belay.controlplane.judging.JudgementFedByOthersException;
import dev.belay.controlplane.judging.NoSuchJudgementException;
import dev.belay.controlplane.judging.TooManyJudgementsException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What the judge refuses, as problem details. */
@RestControllerAdvice(basePackageClasses = JudgementErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class JudgementErrors {

  @ExceptionHandler
  ErrorResponse unknown(NoSuchJudgementException refused) {
    return problem(refused, HttpStatus.NOT_FOUND);
  }

  @ExceptionHandler({TooManyJudgementsException.class, JudgementFedByOthersException.class})
  ErrorResponse conflict(RuntimeException refused) {
    return problem(refused, HttpStatus.CONFLICT);
  }

  private static ErrorResponse problem(RuntimeException refused, HttpStatus status) {
    return ErrorResponse.create(refused, status, String.valueOf(refused.getMessage()));
  }
}
