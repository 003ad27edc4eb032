package dev.belay.starter.problem;

import org.springframework.http.ProblemDetail;

/** A problem about which callers are told no more than its status says. */
final class GenericProblem {

  private GenericProblem() {}

  static ProblemDetail of(int status) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    if (status >= 500) {
      problem.setDetail(
          "The service could not answer. Name the correlation id when you report this.");
    }
    return problem;
  }
}
