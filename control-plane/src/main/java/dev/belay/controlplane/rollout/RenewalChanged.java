package dev.belay.controlplane.rollout;

/** News of a renewal, after it was stored. */
public record RenewalChanged(Renewal renewal) {}
