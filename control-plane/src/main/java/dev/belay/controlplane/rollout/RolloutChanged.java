package dev.belay.controlplane.rollout;

/** Something about a rollout was stored: its state, its counts, its findings. */
public record RolloutChanged(Rollout rollout) {}
