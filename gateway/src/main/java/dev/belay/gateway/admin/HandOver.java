package dev.belay.gateway.admin;

import java.util.Set;

/** What a successor asks of the gateway whose place it takes, in this order. */
public interface HandOver {

  /**
   * Freezes the tables and lets the successor listen on the same ports, for {@code leaseMillis}.
   *
   * @throws RefusedException if the asker is not newer, or another one was invited
   */
  Invitation invite(long generation) throws RefusedException;

  /**
   * Gives up the ports and the state directory, for good: the successor listens already.
   *
   * @throws RefusedException if the invitation is over; then everything is as before
   */
  Departed depart(long generation) throws RefusedException;

  /** The answer to {@link #depart} is sent, or cannot be. */
  void departureTold();

  /** Takes an invitation back; without one nothing happens. */
  void cancel(long generation);

  /**
   * @param ports those that may be shared, also the admin port
   */
  record Invitation(String bootId, long generation, Set<Integer> ports, long leaseMillis) {}

  /** What stays with the one that leaves, until it has ended. */
  record Departed(String bootId, int inFlight, int connections) {}

  /** Everything is as before. */
  final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String type;

    /**
     * @param type the last part of the problem's type
     */
    public RefusedException(String type, String detail) {
      super(detail);
      this.type = type;
    }

    String type() {
      return type;
    }
  }
}
