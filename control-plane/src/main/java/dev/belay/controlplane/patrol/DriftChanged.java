package dev.belay.controlplane.patrol;

/** News of a patrol: something other than before runs, or is done about it. */
public record DriftChanged(DriftReport report) {}
