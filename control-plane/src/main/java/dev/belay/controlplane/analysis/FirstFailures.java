package dev.belay.controlplane.analysis;

/**
 * Which failures count as evidence: of each client's only the first in a minute, in whichever arm.
 * A client that tries again and again, or has a session that sticks to one arm, would otherwise
 * make many failures of one cause. The arm must not be part of the key: every storm of retries
 * would then fail once in each arm, however small the canary's share is.
 *
 * <p>This needs each failure with its client, so it stands where failures happen, or where their
 * stream arrives; what it admits reaches the judge as {@link Answers#distinctErrors}. Where there
 * is no client, {@link TimeSlices} take its place. Cumulative counts alone cannot be sifted any
 * more.
 *
 * <p>Not for use by several threads at once. Takes 1 MiB, for 65,536 clients in two generations of
 * a minute each; when a generation is full, failures of clients that it does not know are not
 * counted, in either arm. After a restart it knows nobody, so that a client may count once more.
 */
public final class FirstFailures {

  static final long WINDOW_MILLIS = 60_000;
  static final int MOST_CLIENTS = 65_536;

  private Clients present = new Clients(MOST_CLIENTS / 2);
  private Clients past = new Clients(MOST_CLIENTS / 2);
  private long began = Long.MIN_VALUE;

  /**
   * Whether this failure counts.
   *
   * @param client a hash that tells clients apart
   * @param atMillis of any clock that does not go back; one that does makes the window longer
   */
  public boolean admit(long client, long atMillis) {
    turn(atMillis);
    return !past.has(client) && present.add(client);
  }

  private void turn(long atMillis) {
    if (began == Long.MIN_VALUE) {
      began = atMillis;
    }
    long windows = (atMillis - began) / WINDOW_MILLIS;
    if (windows < 1) {
      return;
    }
    Clients forgotten = past;
    past = present;
    present = forgotten;
    present.clear();
    if (windows > 1) {
      past.clear();
    }
    began += windows * WINDOW_MILLIS;
  }
}
