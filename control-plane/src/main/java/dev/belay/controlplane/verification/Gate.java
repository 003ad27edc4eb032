package dev.belay.controlplane.verification;

/** One of the gates that a revision passes before anyone reaches it. */
public enum Gate {
  /** Is the file whole, what was announced, and something that can be started? */
  ARTIFACT,
  /** Are the settings there and right, and is what they lead to? */
  CONFIGURATION,
  /** Do the artifact's migrations and the target database fit? */
  MIGRATION,
  /** Can the revisions of before, and others on the same database, run on the schema after? */
  COMPATIBILITY;

  /** As people write it, such as {@code configuration}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
