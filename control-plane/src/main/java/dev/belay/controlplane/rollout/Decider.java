package dev.belay.controlplane.rollout;

/** Placeholder until the decision lands in the next commit. */
final class Decider {}
