package dev.belay.controlplane.patrol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way in which what runs is not what is wanted.
 *
 * @param settings names, never values; empty where it is not about settings
 * @param instances whom it is about
 * @param since when it was first seen; null where that is not kept
 * @param message one sentence
 * @param remedy what would make it right
 */
public record Drift(
    Kind kind,
    List<String> settings,
    List<String> instances,
    @Nullable Instant since,
    String message,
    String remedy) {

  public Drift {
    settings = List.copyOf(settings);
    instances = List.copyOf(instances);
  }

  /** What is different. */
  public enum Kind {
    /** A process was started with other settings than are wanted now. */
    STALE_CONFIGURATION("StaleConfiguration"),
    /** Processes of one revision were started with different settings. */
    SIBLINGS_DIFFER("SiblingsDiffer"),
    /** A process of a revision runs that nobody wants now. */
    OTHER_REVISION("OtherRevision"),
    /** What is wanted cannot be told: a new process could not be started either. */
    WANTED_UNKNOWN("WantedUnknown"),
    /** The database has other migrations than what serves brings. */
    MIGRATION_DRIFT("MigrationDrift"),
    /** The database could not be asked for its migrations; nothing is concluded. */
    MIGRATIONS_UNKNOWN("MigrationsUnknown"),
    /** Nobody noted what a process was started with. */
    SETTINGS_UNKNOWN("SettingsUnknown");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** Its name for people and causes. */
    public String word() {
      return word;
    }
  }
}
