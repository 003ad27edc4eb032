package dev.belay.build;

import dev.belay.build.Contract.Completeness;
import dev.belay.build.Contract.Migrations;
import dev.belay.build.Contract.Script;
import dev.belay.build.Contract.Script.Kind;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.ClassicConfiguration;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;
import org.flywaydb.core.internal.resource.StringResource;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/** The migrations that the service brings, named and summed up by Flyway's own code. */
final class MigrationsPart {

  private static final List<String> JAVA_MIGRATIONS =
      List.of(
          "org/flywaydb/core/api/migration/BaseJavaMigration",
          "org/flywaydb/core/api/migration/JavaMigration");

  private final ApplicationSettings settings;
  private final ClassicConfiguration flyway = new ClassicConfiguration();
  private final ResourceNameParser names;
  private final Charset encoding;
  private final String[] suffixes;
  private final Map<String, Script> scripts = new LinkedHashMap<>();
  private boolean partial;

  private MigrationsPart(ApplicationSettings settings) {
    this.settings = settings;
    flyway.setSqlMigrationPrefix(setting("sql-migration-prefix", "V"));
    flyway.setRepeatableSqlMigrationPrefix(setting("repeatable-sql-migration-prefix", "R"));
    flyway.setSqlMigrationSeparator(setting("sql-migration-separator", "__"));
    suffixes = setting("sql-migration-suffixes", ".sql").split(",");
    flyway.setSqlMigrationSuffixes(suffixes);
    encoding = encoding(setting("encoding", "UTF-8"));
    names = new ResourceNameParser(flyway);
  }

  static Migrations of(
      Service service, Libraries libraries, OwnClasses classes, ApplicationSettings settings) {
    if (!libraries.flyway()) {
      // Liquibase, another tool or nobody: what the database gets is not known here.
      return new Migrations(Completeness.unknown, List.of());
    }
    MigrationsPart part = new MigrationsPart(settings);
    for (String location : locations(settings, libraries)) {
      part.add(service, location);
    }
    part.addJava(classes);
    boolean complete = !part.partial && !settings.dependsOnProfile("spring.flyway.locations");
    return new Migrations(
        complete ? Completeness.complete : Completeness.partial,
        part.scripts.values().stream().sorted(part.order()).toList());
  }

  /** As Spring Boot gives them to Flyway, where they are on the class path; others as they are. */
  static List<String> locations(ApplicationSettings settings, Libraries libraries) {
    String all = settings.get("spring.flyway.locations").orElse("classpath:db/migration");
    return Stream.of(all.split(","))
        .map(String::strip)
        .map(location -> location.replace("{vendor}", libraries.vendor()))
        .filter(location -> !location.isEmpty())
        .toList();
  }

  private String setting(String name, String otherwise) {
    return settings.get("spring.flyway." + name).orElse(otherwise);
  }

  private static Charset encoding(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new BuildFault("spring.flyway.encoding is '" + name + "', which is no encoding", e);
    }
  }

  private void add(Service service, String location) {
    boolean elsewhere = location.contains(":") && !location.startsWith("classpath:");
    String path = location.replaceFirst("^classpath:/?", "").replaceFirst("/+$", "");
    if (elsewhere || path.matches(".*[*?{}$].*")) {
      partial = true;
      return;
    }
    for (Path place : service.classPath()) {
      Content.each(
          place,
          name -> name.startsWith(path + "/") && Stream.of(suffixes).anyMatch(name::endsWith),
          item -> add(path, item));
    }
  }

  private void add(String location, Content.Item item) {
    String script = item.name().substring(location.length() + 1);
    ResourceName name = names.parse(script.substring(script.lastIndexOf('/') + 1), suffixes);
    if (!name.isValid()) {
      // Flyway passes over it, or refuses to start; either way it is no migration.
      return;
    }
    Kind kind = kind(name);
    String text = new String(item.bytes(), encoding);
    boolean varies = kind == Kind.repeatable && text.contains(flyway.getPlaceholderPrefix());
    Integer checksum =
        varies || kind == Kind.callback
            ? null
            : ChecksumCalculator.calculate(new StringResource(text));
    add(new Script(version(name), description(name), script, location, checksum, kind));
  }

  /** The first on the class path counts, as it does for the class loader. */
  private void add(Script script) {
    scripts.putIfAbsent(script.location() + "/" + script.script(), script);
  }

  private void addJava(OwnClasses classes) {
    for (ClassReader type : classes.all()) {
      boolean made = (type.getAccess() & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE)) == 0;
      if (!made || !classes.inherits(type, JAVA_MIGRATIONS)) {
        continue;
      }
      String name = type.getClassName();
      String simple = name.substring(name.lastIndexOf('/') + 1);
      ResourceName parsed = names.parse(simple + ".java", new String[] {".java"});
      if (!parsed.isValid()) {
        partial = true;
        continue;
      }
      String directory = name.substring(0, Math.max(0, name.length() - simple.length() - 1));
      add(
          new Script(
              version(parsed),
              description(parsed),
              name.replace('/', '.'),
              directory,
              null,
              Kind.java));
    }
  }

  private static @Nullable String version(ResourceName name) {
    MigrationVersion version = name.getVersion();
    return version == null ? null : version.getVersion();
  }

  private static String description(ResourceName name) {
    return Objects.requireNonNullElse(name.getDescription(), "");
  }

  private Kind kind(ResourceName name) {
    String prefix = name.getPrefix();
    if (prefix.equals(flyway.getSqlMigrationPrefix())) {
      return Kind.versioned;
    }
    return prefix.equals(flyway.getRepeatableSqlMigrationPrefix())
        ? Kind.repeatable
        : Kind.callback;
  }

  private Comparator<Script> order() {
    return Comparator.comparing(
            (Script script) ->
                script.version() == null ? null : MigrationVersion.fromVersion(script.version()),
            Comparator.nullsLast(Comparator.naturalOrder()))
        .thenComparing(Script::location)
        .thenComparing(Script::script);
  }
}
