package dev.belay.gateway.routing;

import java.util.List;

/** A table that cannot be put into force; nothing was changed. */
public final class InvalidTableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> violations;

  InvalidTableException(List<String> violations) {
    super(String.join("; ", violations));
    this.violations = List.copyOf(violations);
  }

  public List<String> violations() {
    return violations;
  }
}
