package dev.belay.build;

import dev.belay.build.ApplicationSettings.Document;
import dev.belay.build.ApplicationSettings.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings with which a schema changes without a migration, so that no revision can be told by it.
 */
final class Unversioned {

  private static final List<String> DDL =
      List.of(
          "spring.jpa.hibernate.ddl-auto",
          "spring.jpa.properties.hibernate.hbm2ddl.auto",
          "spring.jpa.properties.jakarta.persistence.schema-generation.database.action");
  private static final Set<String> CHANGES =
      Set.of("update", "create", "create-drop", "create-only", "drop", "drop-and-create");
  private static final Pattern DEFAULT = Pattern.compile("\\$\\{[^:}]+:([^}]*)}");

  private Unversioned() {}

  static List<Finding> findings(ApplicationSettings settings, boolean hasSchemaScript) {
    List<Finding> findings = new ArrayList<>();
    for (Document document : settings.documents()) {
      for (String name : DDL) {
        if (CHANGES.contains(value(document, name))) {
          findings.add(ofJpa(document, name, value(document, name)));
        }
      }
      if (value(document, "spring.jpa.generate-ddl").equals("true")) {
        findings.add(ofJpa(document, "spring.jpa.generate-ddl", "true"));
      }
      if (hasSchemaScript && value(document, "spring.sql.init.mode").equals("always")) {
        findings.add(
            Finding.warning(
                "SchemaNotVersioned",
                "%s: spring.sql.init.mode is always, so that schema.sql runs at each start; make it a migration"
                    .formatted(document.place())));
      }
    }
    return findings;
  }

  private static Finding ofJpa(Document document, String name, String value) {
    String words =
        "%s: %s is %s, so that the service changes its schema when it starts; let migrations do it, and set validate or none"
            .formatted(document.place(), name, value);
    return document.ofProfile()
        ? Finding.warning("SchemaNotVersioned", words + " (in a profile)")
        : Finding.error("SchemaNotVersioned", words);
  }

  /** Of {@code ${DDL_AUTO:update}} what holds unless somebody says otherwise. */
  private static String value(Document document, String name) {
    @Nullable Value value = document.values().get(ApplicationSettings.uniform(name));
    if (value == null) {
      return "";
    }
    Matcher otherwise = DEFAULT.matcher(value.text());
    String text = otherwise.matches() ? otherwise.group(1) : value.text();
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
