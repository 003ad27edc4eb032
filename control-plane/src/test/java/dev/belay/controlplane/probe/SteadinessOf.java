package dev.belay.controlplane.probe;

import java.time.Instant;

/** Steadiness from a word: one result a second, {@code r} a failure, {@code R} a success. */
public final class SteadinessOf {

  private SteadinessOf() {}

  public static Steadiness results(Instant from, String results) {
    Steadiness steadiness = Steadiness.UNKNOWN;
    for (int i = 0; i < results.length(); i++) {
      steadiness = steadiness.and(from.plusSeconds(i), results.charAt(i) == 'r');
    }
    return steadiness;
  }
}
