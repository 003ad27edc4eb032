package dev.belay.controlplane.verification.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a build says of itself. It comes with the artifact: a claim of its build, not of this
 * system.
 *
 * @param locations of migration scripts on the class path
 */
public record ReleaseContract(
    Settings settings,
    List<String> locations,
    Migrations migrations,
    Mapping mapping,
    Statements statements) {

  /** Of an artifact that has none. */
  public static ReleaseContract unknown() {
    return new ReleaseContract(
        new Settings(Completeness.UNKNOWN, List.of()),
        List.of("db/migration"),
        new Migrations(Completeness.UNKNOWN, List.of()),
        new Mapping(Completeness.UNKNOWN, List.of(), List.of()),
        new Statements(Completeness.UNKNOWN, List.of()));
  }

  public record Settings(Completeness completeness, List<Setting> declared) {}

  /**
   * @param type as the build names it
   */
  public record Setting(String name, String type, boolean required, boolean secret) {}

  public record Migrations(Completeness completeness, List<Migration> scripts) {}

  /**
   * @param version null for a repeatable one
   * @param checksum as Flyway counts it; null where there is none, as of classes
   */
  public record Migration(@Nullable String version, String script, @Nullable Integer checksum) {}

  public record Mapping(Completeness completeness, List<Table> tables, List<Sequence> sequences) {}

  /**
   * @param schema null for the one that the service works in
   * @param entity the class that is mapped to it
   */
  public record Table(
      @Nullable String schema, String name, @Nullable String entity, List<String> columns) {}

  /**
   * @param increment that the code counts with
   */
  public record Sequence(String name, long increment) {}

  public record Statements(Completeness completeness, List<RecordedStatement> recorded) {}
}
