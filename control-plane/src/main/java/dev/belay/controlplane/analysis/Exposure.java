package dev.belay.controlplane.analysis;

import java.time.Duration;

/**
 * What the evidence cannot know about itself.
 *
 * @param served how long the canary has had traffic
 * @param dataAge how long ago the counts were read
 * @param accounted the smaller, of both arms, of the shares of routed requests that were counted or
 *     are still under way; 0 to 1
 * @param timeIsUp whether the longest time for a decision is over
 */
public record Exposure(Duration served, Duration dataAge, double accounted, boolean timeIsUp) {

  public Exposure {
    if (!(accounted >= 0)) {
      throw new IllegalArgumentException("accounted is a share, at least 0, not " + accounted);
    }
  }
}
