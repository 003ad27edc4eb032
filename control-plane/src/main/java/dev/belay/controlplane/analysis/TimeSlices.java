package dev.belay.controlplane.analysis;

/**
 * Which failures count where clients cannot be told apart: the first in each quarter of a second,
 * in whichever arm, so that a burst of one cause counts once as long as it is no longer. The price
 * is time, and at high rates failed requests: a dead canary with 5 % of 1,000 requests a second
 * fails about two dozen of them instead of 3. Where routing is random for each request, bursts fall
 * on both arms by lot and this is not needed.
 *
 * <p>Needs each failure with its time; not for use by several threads at once. A look that is made
 * no more often than that does nearly the same for cumulative counts, see {@link
 * Mixture#foldAsOne}.
 */
public final class TimeSlices {

  static final long SLICE_MILLIS = 250;

  private long last = Long.MIN_VALUE;

  /** Whether a failure at this time counts. One that is late, of an earlier slice, does not. */
  public boolean admit(long atMillis) {
    long slice = Math.floorDiv(atMillis, SLICE_MILLIS);
    boolean first = slice > last;
    last = Math.max(last, slice);
    return first;
  }
}
