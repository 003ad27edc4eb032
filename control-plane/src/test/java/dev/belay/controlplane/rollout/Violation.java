package dev.belay.controlplane.rollout;

/** An invariant that does not hold. An error, so that no loop under test swallows it. */
final class Violation extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final String invariant;

  Violation(String invariant, String detail) {
    super(invariant + ": " + detail);
    this.invariant = invariant;
  }

  String invariant() {
    return invariant;
  }
}
