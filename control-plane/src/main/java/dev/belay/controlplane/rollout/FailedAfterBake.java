package dev.belay.controlplane.rollout;

/** A revision that was promoted fails now; told once for each revision. */
public record FailedAfterBake(Rollout rollout, Cause cause) {}
