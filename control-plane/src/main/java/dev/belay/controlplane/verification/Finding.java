package dev.belay.controlplane.verification;

/**
 * What a gate found.
 *
 * @param rule the gate's stable name for what was violated, such as {@code ArtifactInvalid}
 * @param message what was seen, without secret values
 * @param remedy what would make it right
 */
public record Finding(Level level, String rule, String message, String remedy) {

  /** Only a blocker ends a rollout. */
  public enum Level {
    BLOCKER,
    WARNING,
    NOTE
  }

  public static Finding blocker(String rule, String message, String remedy) {
    return new Finding(Level.BLOCKER, rule, message, remedy);
  }
}
