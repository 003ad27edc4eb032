package dev.belay.controlplane.catalog;

/**
 * Grows with every control plane that takes over. Whoever carries out actions refuses a token lower
 * than the highest it has seen, so that a control plane that was only slow cannot undo its
 * successor's work.
 */
public record FencingToken(long value) implements Comparable<FencingToken> {

  public FencingToken {
    if (value < 1) {
      throw new IllegalArgumentException("A fencing token starts at 1, not " + value);
    }
  }

  @Override
  public int compareTo(FencingToken other) {
    return Long.compare(value, other.value);
  }
}
