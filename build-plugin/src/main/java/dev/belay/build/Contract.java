package dev.belay.build;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a build knows of its service: {@code docs/release-contract.md}, {@code
 * docs/schema/release-contract.v1.json}.
 */
@JsonPropertyOrder({
  "version",
  "build",
  "settings",
  "migrations",
  "mapping",
  "statements",
  "probes"
})
record Contract(
    int version,
    Build build,
    Settings settings,
    Migrations migrations,
    Mapping mapping,
    Statements statements,
    Probes probes) {

  static final int VERSION = 1;

  /** How much of the truth a part is. Unknown is never taken for safe. */
  enum Completeness {
    complete,
    partial,
    unknown
  }

  /**
   * @param content SHA-256 of the service's own classes and resources
   */
  record Build(
      String service,
      String serviceVersion,
      @Nullable String commit,
      @Nullable String time,
      String content) {}

  record Settings(Completeness completeness, List<Setting> declared) {
    static final int MAX = 5_000;

    Settings {
      bounded(declared, MAX, "settings");
    }
  }

  record Setting(
      String name, String type, boolean required, boolean secret, @Nullable String constraint) {}

  record Migrations(Completeness completeness, List<Script> scripts) {
    static final int MAX = 10_000;

    Migrations {
      bounded(scripts, MAX, "migration scripts");
    }
  }

  record Script(
      @Nullable String version,
      String description,
      String script,
      String location,
      @Nullable Integer checksum,
      Kind kind) {

    enum Kind {
      versioned,
      repeatable,
      baseline,
      java,
      callback
    }
  }

  record Mapping(
      Completeness completeness,
      List<String> sources,
      List<Table> tables,
      List<Sequence> sequences) {
    static final int MAX_TABLES = 5_000;

    Mapping {
      bounded(tables, MAX_TABLES, "mapped tables");
      bounded(sequences, MAX_TABLES, "mapped sequences");
    }
  }

  record Table(
      @Nullable String schema, String name, @Nullable String entity, List<MappedColumn> columns) {
    static final int MAX_COLUMNS = 1_600;

    Table {
      bounded(columns, MAX_COLUMNS, "columns of " + name);
    }
  }

  record MappedColumn(String name, @Nullable String type, @Nullable Boolean nullable) {}

  record Sequence(String name, int increment) {}

  record Statements(Completeness completeness, List<SqlStatement> recorded) {
    static final int MAX = 5_000;
    static final int MAX_CHARACTERS = 20_000;
  }

  /**
   * @param calls the most that one process of tests made; 0 for a constant
   */
  record SqlStatement(
      String sql,
      Source source,
      List<@Nullable String> parameters,
      boolean writes,
      List<ResultColumn> columns,
      long calls) {

    enum Source {
      recorded,
      constant
    }
  }

  /**
   * @param table where the column comes from, null for an expression
   */
  record ResultColumn(
      String name,
      @Nullable String type,
      @Nullable String getter,
      @Nullable String table,
      @Nullable String column) {}

  record Probes(@Nullable String liveness, @Nullable String readiness) {}

  private static void bounded(Collection<?> all, int limit, String what) {
    if (all.size() > limit) {
      throw new BuildFault(
          "the service has %d %s; a release contract holds %d at most"
              .formatted(all.size(), what, limit));
    }
  }
}
