package dev.belay.build;

import dev.belay.build.Contract.Completeness;
import dev.belay.build.Contract.MappedColumn;
import dev.belay.build.Contract.Mapping;
import dev.belay.build.Contract.Sequence;
import dev.belay.build.Contract.Table;
import dev.belay.build.forked.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tables and columns that the service's mapping frameworks expect. */
final class MappingPart {

  private static final Map<String, String> DIALECTS =
      Map.of(
          "postgresql", "org.hibernate.dialect.PostgreSQLDialect",
          "mysql", "org.hibernate.dialect.MySQLDialect",
          "mariadb", "org.hibernate.dialect.MariaDBDialect",
          "oracle", "org.hibernate.dialect.OracleDialect",
          "sqlserver", "org.hibernate.dialect.SQLServerDialect",
          "h2", "org.hibernate.dialect.H2Dialect");

  /** With one of these, names or types are what only the running service knows. */
  private static final List<String> OWN_RULES =
      List.of(
          "org/springframework/data/relational/core/mapping/NamingStrategy",
          "org/springframework/data/jdbc/core/convert/JdbcCustomConversions",
          "org/springframework/data/jdbc/repository/config/AbstractJdbcConfiguration",
          "org/springframework/boot/hibernate/autoconfigure/HibernatePropertiesCustomizer",
          "org/springframework/boot/autoconfigure/orm/jpa/HibernatePropertiesCustomizer",
          "org/springframework/orm/jpa/LocalContainerEntityManagerFactoryBean");

  private record Name(@Nullable String schema, String table) {}

  private static final class Found {
    @Nullable String entity;
    final Map<String, MappedColumn> columns = new TreeMap<>();
  }

  private final Set<String> sources = new TreeSet<>();
  private final Map<Name, Found> tables =
      new TreeMap<>(
          Comparator.comparing(Name::table)
              .thenComparing(name -> Objects.requireNonNullElse(name.schema(), "")));
  private final Map<String, Sequence> sequences = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  private MappingPart() {}

  /** What the forked process has to know. */
  static Properties question(
      EntityPackages packages, ApplicationSettings settings, Libraries libraries) {
    Properties question = new Properties();
    question.setProperty("packages", String.join(",", packages.names()));
    settings
        .below("spring.jpa.properties.")
        .forEach((name, value) -> put(question, "jpa." + name, value));
    String platform =
        settings.get("spring.jpa.database-platform").orElse(DIALECTS.get(libraries.vendor()));
    if (platform != null) {
      question.putIfAbsent("jpa.hibernate.dialect", platform);
    }
    for (String kind : List.of("physical", "implicit")) {
      settings
          .get("spring.jpa.hibernate.naming." + kind + "-strategy")
          .ifPresent(value -> put(question, "naming." + kind, value));
    }
    return question;
  }

  private static void put(Properties question, String name, String value) {
    if (!value.contains("${")) {
      question.setProperty(name, value);
    }
  }

  /**
   * @param warn takes what could not be found out, and why
   */
  static Mapping of(
      Rows told,
      EntityPackages packages,
      ApplicationSettings settings,
      OwnClasses classes,
      java.util.function.Consumer<String> warn) {
    MappingPart part = new MappingPart();
    part.read(told);
    part.faults.forEach(warn);
    return new Mapping(
        part.completeness(packages, settings, classes),
        List.copyOf(part.sources),
        part.tables.entrySet().stream().map(MappingPart::table).toList(),
        List.copyOf(part.sequences.values()));
  }

  private Completeness completeness(
      EntityPackages packages, ApplicationSettings settings, OwnClasses classes) {
    if (sources.isEmpty() || !faults.isEmpty()) {
      return Completeness.unknown;
    }
    boolean ownRules =
        OWN_RULES.stream().anyMatch(classes::mention)
            || settings.dependsOnProfile("spring.jpa.hibernate.naming.physical-strategy")
            || settings.dependsOnProfile("spring.jpa.hibernate.naming.implicit-strategy")
            || settings.get("spring.jpa.mapping-resources").isPresent();
    return packages.found() && !ownRules ? Completeness.complete : Completeness.partial;
  }

  private void read(Rows told) {
    Found table = new Found();
    for (List<@Nullable String> row : told.all()) {
      switch (String.valueOf(row.get(0))) {
        case "mapping" -> sources.add(String.valueOf(row.get(1)));
        case "table" -> {
          table =
              tables.computeIfAbsent(
                  new Name(row.get(2), String.valueOf(row.get(3))), name -> new Found());
          table.entity = table.entity == null ? row.get(4) : table.entity;
        }
        case "column" -> {
          String name = String.valueOf(row.get(1));
          table.columns.putIfAbsent(
              name,
              new MappedColumn(
                  name, row.get(2), row.get(3) == null ? null : Boolean.valueOf(row.get(3))));
        }
        case "sequence" -> {
          String name = String.valueOf(row.get(1));
          sequences.put(name, new Sequence(name, Integer.parseInt(String.valueOf(row.get(2)))));
        }
        case "fault" -> fault(String.valueOf(row.get(1)), String.valueOf(row.get(2)));
        default -> {}
      }
    }
  }

  private void fault(String source, String words) {
    if (source.equals("settings")) {
      throw new BuildFault("the declared settings cannot be read: " + words);
    }
    faults.add("The mapping of " + source + " is unknown: " + words);
  }

  private static Table table(Map.Entry<Name, Found> entry) {
    return new Table(
        entry.getKey().schema(),
        entry.getKey().table(),
        entry.getValue().entity,
        List.copyOf(entry.getValue().columns.values()));
  }
}
