package dev.belay.controlplane.rollout;

import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How often a service was asked lately: its busiest second among the last {@value #MINUTES}
 * minutes, so that whoever goes by it errs on the side of enough traffic. A person who tries
 * something out is no traffic. One thread counts.
 */
final class Demand {

  static final int MINUTES = 10;
  private static final Duration KEPT = Duration.ofMinutes(MINUTES);
  private static final Duration SHORTEST = Duration.ofMillis(900);

  private static final long FEWEST = 60;

  private record Second(Instant at, long requests, double perSecond) {}

  private final ArrayDeque<Second> seconds = new ArrayDeque<>();
  private @Nullable String bootId;
  private Instant countedAt = Instant.EPOCH;
  private long counted;
  private volatile double busiest = -1;

  /** Counts what came since the last look that is at least a second ago. */
  void saw(@Nullable Snapshot counts, Instant at) {
    if (counts == null) {
      return;
    }
    long total = 0;
    for (Counts each : counts.counts()) {
      total += each.total();
    }
    Duration since = Duration.between(countedAt, at);
    boolean same = counts.bootId().equals(bootId) && total >= counted && !since.isNegative();
    if (same && since.compareTo(SHORTEST) < 0) {
      return;
    }
    if (same) {
      // At most one a second for ten minutes.
      long came = total - counted;
      seconds.addLast(new Second(at, came, came * 1e9 / since.toNanos()));
      while (seconds.getFirst().at().isBefore(at.minus(KEPT))) {
        seconds.removeFirst();
      }
      busiest = busiestOf(seconds);
    }
    bootId = counts.bootId();
    countedAt = at;
    counted = total;
  }

  private static double busiestOf(Iterable<Second> seconds) {
    long all = 0;
    double most = -1;
    for (Second each : seconds) {
      all += each.requests();
      most = Math.max(most, each.perSecond());
    }
    return all < FEWEST ? -1 : most;
  }

  /** Requests a second; empty where there were fewer than {@value #FEWEST}. Any thread may ask. */
  OptionalDouble busiest() {
    double known = busiest;
    return known < 0 ? OptionalDouble.empty() : OptionalDouble.of(known);
  }
}
