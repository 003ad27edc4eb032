package dev.belay.controlplane.ui.http;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns exceptions of controllers into problem details. A value that refuses its input ({@link
 * IllegalArgumentException} inside a failed conversion) explains itself; anything unexpected is
 * logged and told by its correlation id only.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
  private static final int MAX_DETAIL = 500;

  @ExceptionHandler
  @Nullable ResponseEntity<Object> unexpected(Exception failure, WebRequest request) {
    var status = HttpStatus.INTERNAL_SERVER_ERROR;
    log.error("A request failed unexpectedly", failure);
    var problem =
        ProblemDetail.forStatusAndDetail(
            status, "Something unexpected went wrong here. The log names it by the correlationId.");
    return handleExceptionInternal(failure, problem, new HttpHeaders(), status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String fallback = "'%s' has a value of the wrong kind".formatted(failure.getPropertyName());
    return explained(failure, fallback, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return explained(
        failure, "The body is not the JSON that is wanted here", headers, status, request);
  }

  private @Nullable ResponseEntity<Object> explained(
      Exception failure,
      String fallback,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
    String said = root.getClass() == IllegalArgumentException.class ? root.getMessage() : null;
    String detail = said == null ? fallback : said;
    var problem = ProblemDetail.forStatusAndDetail(status, abbreviated(detail));
    return handleExceptionInternal(failure, problem, headers, status, request);
  }

  private static String abbreviated(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }
}
