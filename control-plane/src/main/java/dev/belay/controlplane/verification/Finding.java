package dev.belay.controlplane.verification;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a gate found.
 *
 * @param rule the gate's stable name for what was violated, such as {@code ArtifactInvalid}
 * @param message what was seen, without secret values
 * @param remedy what would make it right
 * @param evidence facts by name, such as the versions that are pending; without secret values
 */
public record Finding(
    Level level, String rule, String message, String remedy, Map<String, String> evidence) {

  /** Only a blocker ends a rollout. */
  public enum Level {
    BLOCKER,
    WARNING,
    NOTE
  }

  public Finding {
    // Rows of before there was any have none.
    evidence =
        evidence == null
            ? Map.of()
            : java.util.Collections.unmodifiableSortedMap(new TreeMap<>(evidence));
  }

  /** Without evidence beyond the message. */
  public Finding(Level level, String rule, String message, String remedy) {
    this(level, rule, message, remedy, Map.of());
  }

  public static Finding blocker(String rule, String message, String remedy) {
    return new Finding(Level.BLOCKER, rule, message, remedy);
  }

  public static Finding blocker(
      String rule, String message, String remedy, Map<String, String> evidence) {
    return new Finding(Level.BLOCKER, rule, message, remedy, evidence);
  }

  public static Finding warning(
      String rule, String message, String remedy, Map<String, String> evidence) {
    return new Finding(Level.WARNING, rule, message, remedy, evidence);
  }

  public static Finding note(
      String rule, String message, String remedy, Map<String, String> evidence) {
    return new Finding(Level.NOTE, rule, message, remedy, evidence);
  }

  /** The same without these values, wherever they are. */
  public Finding without(Collection<String> values) {
    if (values.isEmpty()) {
      return this;
    }
    var clean = new TreeMap<String, String>();
    evidence.forEach((name, fact) -> clean.put(name, masked(fact, values)));
    return new Finding(level, rule, masked(message, values), masked(remedy, values), clean);
  }

  private static String masked(String text, Collection<String> values) {
    String clean = text;
    for (String value : values) {
      clean = clean.replace(value, "******");
    }
    return clean;
  }

  public boolean blocks() {
    return level == Level.BLOCKER;
  }

  /** The same for a gate that somebody has released: told, and no obstacle. */
  Finding released(Gate gate) {
    return blocks()
        ? new Finding(
            Level.WARNING,
            rule,
            "%s (the %s gate is released)".formatted(message, gate.word()),
            remedy,
            evidence)
        : this;
  }
}
