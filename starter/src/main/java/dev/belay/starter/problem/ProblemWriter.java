package dev.belay.starter.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems where Spring MVC does not: in filters and in the servlet container. */
public final class ProblemWriter {

  private static final JsonMapper JSON = new JsonMapper();

  private ProblemWriter() {}

  /** Answers with the problem unless the answer has begun already. */
  public static void write(
      HttpServletRequest request, HttpServletResponse response, ProblemException problem)
      throws IOException {
    problem
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
    write(request, response, problem.getBody());
  }

  static void write(HttpServletRequest request, HttpServletResponse response, ProblemDetail problem)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    byte[] body = json(ProblemFields.complete(problem, request));
    response.setStatus(problem.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  static byte[] json(ProblemDetail problem) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", problem.getType() == null ? "about:blank" : problem.getType().toString());
    put(fields, "title", problem.getTitle());
    fields.put("status", problem.getStatus());
    put(fields, "detail", problem.getDetail());
    put(
        fields,
        "instance",
        problem.getInstance() == null ? null : problem.getInstance().toString());
    if (problem.getProperties() != null) {
      fields.putAll(problem.getProperties());
    }
    return JSON.writeValueAsBytes(fields);
  }

  private static void put(Map<String, Object> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
