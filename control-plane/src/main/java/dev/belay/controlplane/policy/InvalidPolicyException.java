package dev.belay.controlplane.policy;

import java.util.List;

/** A document was refused; nothing was changed. */
public final class InvalidPolicyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<PolicyProblem> problems;

  InvalidPolicyException(List<PolicyProblem> problems) {
    super("The policy document has %d error(s)".formatted(problems.size()));
    this.problems = List.copyOf(problems);
  }

  /** All of them, from the top of the document to its end. */
  public List<PolicyProblem> problems() {
    return problems;
  }
}
