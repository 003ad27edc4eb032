package dev.belay.build;

import dev.belay.build.Contract.Completeness;
import dev.belay.build.Contract.Mapping;
import dev.belay.build.Contract.Table;
import dev.belay.build.forked.MigratedSchema;
import dev.belay.build.forked.Rows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Mapped tables and columns that the service's own migrations do not make. The migrations are
 * applied, by the service's own Flyway, to an empty PostgreSQL that is there for this alone: what
 * scripts do is not guessed from their text.
 */
final class Unmigrated {

  /** What of the service's settings changes what migrations make, and nothing about connections. */
  private static final Map<String, String> FLYWAY =
      Map.ofEntries(
          Map.entry("schemas", "schemas"),
          Map.entry("default-schema", "defaultSchema"),
          Map.entry("table", "table"),
          Map.entry("encoding", "encoding"),
          Map.entry("mixed", "mixed"),
          Map.entry("group", "group"),
          Map.entry("out-of-order", "outOfOrder"),
          Map.entry("create-schemas", "createSchemas"),
          Map.entry("placeholder-replacement", "placeholderReplacement"),
          Map.entry("placeholder-prefix", "placeholderPrefix"),
          Map.entry("placeholder-suffix", "placeholderSuffix"),
          Map.entry("sql-migration-prefix", "sqlMigrationPrefix"),
          Map.entry("repeatable-sql-migration-prefix", "repeatableSqlMigrationPrefix"),
          Map.entry("sql-migration-separator", "sqlMigrationSeparator"),
          Map.entry("sql-migration-suffixes", "sqlMigrationSuffixes"));

  private final Service service;
  private final Forks forks;
  private final ApplicationSettings settings;
  private final Libraries libraries;

  Unmigrated(Service service, Forks forks, ApplicationSettings settings, Libraries libraries) {
    this.service = service;
    this.forks = forks;
    this.settings = settings;
    this.libraries = libraries;
  }

  List<Finding> findings(Contract contract) {
    Mapping mapping = contract.mapping();
    if (mapping.tables().isEmpty()) {
      return List.of();
    }
    if (contract.migrations().completeness() == Completeness.unknown) {
      return unknown(mapping, "the service has no Flyway, and who makes its tables is not known");
    }
    if (!libraries.vendor().equals("postgresql")) {
      return unknown(mapping, "its migrations are for " + libraries.vendor() + ", not PostgreSQL");
    }
    Rows told = forks.ask(MigratedSchema.class, question(), service.classPath());
    for (List<@Nullable String> row : told.all()) {
      if ("fault".equals(row.get(0))) {
        return unknown(mapping, "its migrations do not run on an empty PostgreSQL: " + row.get(2));
      }
    }
    return compare(mapping, told);
  }

  private static List<Finding> unknown(Mapping mapping, String why) {
    return List.of(
        Finding.warning(
            "MigrationsUnknown",
            "Whether %d mapped tables have migrations is unknown: %s"
                .formatted(mapping.tables().size(), why)));
  }

  private Properties question() {
    Properties question = new Properties();
    question.setProperty(
        "flyway.locations", String.join(",", MigrationsPart.locations(settings, libraries)));
    FLYWAY.forEach((ofBoot, ofFlyway) ->
        settings
            .get("spring.flyway." + ofBoot)
            .ifPresent(value -> question.setProperty("flyway." + ofFlyway, value)));
    settings
        .below("spring.flyway.placeholders.")
        .forEach((name, value) -> question.setProperty("flyway.placeholders." + name, value));
    return question;
  }

  private List<Finding> compare(Mapping mapping, Rows told) {
    Map<String, Set<String>> migrated = new TreeMap<>();
    for (List<@Nullable String> row : told.all()) {
      String table = lower(row.get(1)) + "." + lower(row.get(2));
      migrated.computeIfAbsent(table, name -> new HashSet<>()).add(lower(row.get(3)));
    }
    List<String> tables = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (Table table : mapping.tables()) {
      Set<String> made = made(table, migrated);
      if (made == null) {
        tables.add(table.name() + " (" + table.entity() + ")");
      } else {
        table.columns().stream()
            .filter(column -> !made.contains(lower(column.name())))
            .forEach(column -> columns.add(table.name() + "." + column.name()));
      }
    }
    return findings(mapping.completeness() == Completeness.complete, tables, columns);
  }

  private @Nullable Set<String> made(Table table, Map<String, Set<String>> migrated) {
    for (String schema : schemas(table)) {
      Set<String> made = migrated.get(lower(schema) + "." + lower(table.name()));
      if (made != null) {
        return made;
      }
    }
    return null;
  }

  private List<String> schemas(Table table) {
    if (table.schema() != null) {
      return List.of(table.schema());
    }
    List<String> schemas = new ArrayList<>(List.of("public"));
    settings.get("spring.flyway.default-schema").ifPresent(schemas::add);
    settings.get("spring.flyway.schemas").ifPresent(all -> schemas.addAll(List.of(all.split(","))));
    settings.get("spring.jpa.properties.hibernate.default_schema").ifPresent(schemas::add);
    return schemas;
  }

  /** PostgreSQL's own way with names that nobody quotes. */
  private static String lower(@Nullable String name) {
    return String.valueOf(name).strip().toLowerCase(Locale.ROOT);
  }

  private static List<Finding> findings(
      boolean certain, List<String> tables, List<String> columns) {
    Finding.Level level = certain ? Finding.Level.ERROR : Finding.Level.WARNING;
    String remedy =
        certain
            ? "; write one"
            : "; write one, or see to it that the service's own naming rules give them other names";
    List<Finding> findings = new ArrayList<>();
    if (!tables.isEmpty()) {
      findings.add(
          new Finding(
              level,
              "MissingTable",
              "No migration makes the mapped tables " + Finding.some(tables) + remedy));
    }
    if (!columns.isEmpty()) {
      findings.add(
          new Finding(
              level,
              "MissingColumn",
              "No migration makes the mapped columns " + Finding.some(columns) + remedy));
    }
    return findings;
  }
}
