package dev.belay.apikeys;

import dev.belay.starter.problem.ProblemException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers whoever was over the quota only once the bytes had been counted. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class QuotaProblems {

  @ExceptionHandler
  ResponseEntity<ProblemDetail> over(QuotaExceededException exceeded) {
    ProblemException problem = exceeded.problem();
    return ResponseEntity.status(problem.getStatusCode())
        .headers(problem.getHeaders())
        .body(problem.getBody());
  }
}
