package dev.belay.controlplane.incident;

/**
 * What it is not.
 *
 * @param what such as {@code database}
 * @param why the observation that excludes it
 */
public record RuledOut(String what, String why) {}
