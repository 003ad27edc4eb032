package dev.belay.controlplane.policy;

/**
 * Something in a document that is wrong, or doubtful.
 *
 * @param line from 1
 * @param column from 1
 * @param pointer such as {@code spec.steps[2]}; empty for the whole document
 * @param message what is wrong; never the value of a setting or of a secret
 * @param remedy what would be right
 */
public record PolicyProblem(int line, int column, String pointer, String message, String remedy) {}
