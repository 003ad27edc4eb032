package dev.belay.controlplane.ui.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers with problem details (RFC 9457) where no controller is involved. */
@Component
public class Problems {

  private final JsonMapper json;

  Problems(JsonMapper json) {
    this.json = json;
  }

  /** Says what is wrong and what would be right; does nothing when the answer is under way. */
  public void write(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    var problem = identified(ProblemDetail.forStatusAndDetail(status, detail), request);
    byte[] body = json.writeValueAsBytes(problem);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    if (!HttpMethod.HEAD.matches(request.getMethod())) {
      response.getOutputStream().write(body);
    }
  }

  static ProblemDetail identified(ProblemDetail problem, HttpServletRequest request) {
    problem.setProperty(CorrelationFilter.NAME, request.getAttribute(CorrelationFilter.NAME));
    return problem;
  }
}
