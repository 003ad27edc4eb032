package dev.belay.controlplane.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** The last things that happened in a simulation, and a fingerprint of all. */
final class Chronicle {

  private static final int KEPT = 30;

  private final Deque<Event> events = new ArrayDeque<>();
  private long fingerprint = 1;
  private long size;

  private record Event(Instant at, int controlPlane, String what, Object subject) {
    @Override
    public String toString() {
      double seconds = Duration.between(Scene.NOON, at).toMillis() / 1000.0;
      String who = controlPlane == 0 ? "world" : "cp" + controlPlane;
      return "%9.1f s  %-6s %s %s".formatted(seconds, who, what, subject);
    }
  }

  /**
   * @param controlPlane 0 for the world
   */
  void add(Instant at, int controlPlane, String what, Object subject) {
    size++;
    fingerprint = fingerprint * 31 + at.toEpochMilli();
    fingerprint = fingerprint * 31 + controlPlane;
    fingerprint = fingerprint * 31 + what.hashCode();
    events.add(new Event(at, controlPlane, what, subject));
    if (events.size() > KEPT) {
      events.removeFirst();
    }
  }

  /** How many there were, those that are not kept among them. */
  long size() {
    return size;
  }

  /** Equal for equal stories. */
  long fingerprint() {
    return fingerprint;
  }

  @Override
  public String toString() {
    return events.stream().map(Event::toString).collect(Collectors.joining("\n"));
  }
}
