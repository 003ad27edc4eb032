package dev.belay.controlplane.analysis;

/** Placeholder until the engine lands in the next commit. */
final class Mixture {}
