package dev.belay.starter.problem;

import jakarta.servlet.RequestDispatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Turns what Spring MVC and handlers throw into problems. Comes last, so that a service's own
 * advice is asked first; {@link ProblemBodyAdvice} adds the common fields.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler(MultipartException.class)
  @Nullable ResponseEntity<Object> malformedMultipart(MultipartException thrown, WebRequest request)
      throws Exception {
    if (MultipartFault.of(thrown) == MultipartFault.SERVER) {
      return uncaught(thrown, request);
    }
    log.debug("Unreadable multipart request", thrown);
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.BAD_REQUEST,
            "The body is not complete, well-formed multipart/form-data with a boundary.");
    return answer(thrown, problem, new HttpHeaders(), request);
  }

  @ExceptionHandler(Exception.class)
  @Nullable ResponseEntity<Object> uncaught(Exception thrown, WebRequest request) throws Exception {
    if (SecurityExceptions.isOne(thrown)) {
      throw thrown;
    }
    if (DisconnectedClientHelper.isClientDisconnectedException(thrown)) {
      log.debug("The caller went away", thrown);
      return null;
    }
    ResponseStatus declared =
        AnnotatedElementUtils.findMergedAnnotation(thrown.getClass(), ResponseStatus.class);
    HttpStatus status = declared == null ? HttpStatus.INTERNAL_SERVER_ERROR : declared.code();
    ProblemDetail problem = ProblemDetail.forStatus(status);
    if (declared != null && !declared.reason().isEmpty()) {
      problem.setDetail(declared.reason());
    }
    return answer(thrown, problem, new HttpHeaders(), request);
  }

  private @Nullable ResponseEntity<Object> answer(
      Exception thrown, ProblemDetail problem, HttpHeaders headers, WebRequest request) {
    return handleExceptionInternal(
        thrown, problem, headers, HttpStatusCode.valueOf(problem.getStatus()), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception thrown,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (!status.is5xxServerError()) {
      return super.handleExceptionInternal(thrown, body, headers, status, request);
    }
    // Metrics and spans read the exception from here.
    request.setAttribute(
        RequestDispatcher.ERROR_EXCEPTION, thrown, RequestAttributes.SCOPE_REQUEST);
    if (thrown instanceof ProblemException) {
      log.warn("Answered {}: {}", status.value(), thrown.getMessage(), thrown.getCause());
      return super.handleExceptionInternal(thrown, body, headers, status, request);
    }
    log.error("Answered {} to {}", status.value(), request.getDescription(false), thrown);
    return super.handleExceptionInternal(
        thrown, GenericProblem.of(status.value()), headers, status, request);
  }

  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    HttpHeaders copy = new HttpHeaders();
    copy.putAll(headers);
    copy.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return new ResponseEntity<>(body, copy, status);
  }
}
