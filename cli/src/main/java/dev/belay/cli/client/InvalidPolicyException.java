package dev.belay.cli.client;

import java.util.List;

/** The control plane refused a document and says why. Nothing was changed. */
public final class InvalidPolicyException extends ControlPlaneException {

  private static final long serialVersionUID = 1L;

  private final transient List<PolicyIssue> issues;
  private final String json;

  InvalidPolicyException(String message, List<PolicyIssue> issues, String json) {
    super(message, null);
    this.issues = List.copyOf(issues);
    this.json = json;
  }

  public List<PolicyIssue> issues() {
    return issues;
  }

  /** The whole answer, one line. */
  public String json() {
    return json;
  }
}
