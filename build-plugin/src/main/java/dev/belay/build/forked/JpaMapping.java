package dev.belay.build.forked;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataBuilder;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.model.naming.ImplicitNamingStrategy;
import org.hibernate.boot.model.naming.PhysicalNamingStrategy;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypesScanner;

/** Tables and columns of JPA entities, as Hibernate maps them; without a database. */
final class JpaMapping {

  private static final String[] PHYSICAL = {
    "org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl",
    "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy"
  };
  private static final String[] IMPLICIT = {
    "org.springframework.boot.hibernate.SpringImplicitNamingStrategy",
    "org.springframework.boot.orm.jpa.hibernate.SpringImplicitNamingStrategy"
  };

  private JpaMapping() {}

  static void tell(Properties question, Rows rows) throws ReflectiveOperationException {
    PersistenceManagedTypes types =
        new PersistenceManagedTypesScanner(new DefaultResourceLoader())
            .scan(Inspection.list(question, "packages").toArray(new String[0]));
    if (types.getManagedClassNames().isEmpty()) {
      rows.add("mapping", "jpa", "0");
      return;
    }
    try (StandardServiceRegistry registry = registry(question)) {
      MetadataSources sources = new MetadataSources(registry);
      types.getManagedClassNames().forEach(sources::addAnnotatedClassName);
      types.getManagedPackages().forEach(sources::addPackage);
      MetadataBuilder builder = sources.getMetadataBuilder();
      String physical = strategy(question, "physical", PHYSICAL);
      if (physical != null) {
        builder.applyPhysicalNamingStrategy((PhysicalNamingStrategy) instance(physical));
      }
      String implicit = strategy(question, "implicit", IMPLICIT);
      if (implicit != null) {
        builder.applyImplicitNamingStrategy((ImplicitNamingStrategy) instance(implicit));
      }
      tell(builder.build(), rows);
    }
  }

  private static StandardServiceRegistry registry(Properties question) {
    StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder();
    for (String name : question.stringPropertyNames()) {
      if (name.startsWith("jpa.")) {
        builder.applySetting(name.substring("jpa.".length()), question.getProperty(name));
      }
    }
    return builder
        .applySetting("hibernate.boot.allow_jdbc_metadata_access", "false")
        .applySetting("hibernate.hbm2ddl.auto", "none")
        .build();
  }

  /** What the service's settings say, else what Spring Boot takes, else Hibernate's own. */
  private static @Nullable String strategy(Properties question, String kind, String[] ofBoot) {
    String set = question.getProperty("naming." + kind);
    if (set != null) {
      return set;
    }
    for (String candidate : ofBoot) {
      if (Inspection.has("org.springframework.boot.SpringApplication")
          && Inspection.has(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static Object instance(String type) throws ReflectiveOperationException {
    return Class.forName(type).getDeclaredConstructor().newInstance();
  }

  private static void tell(Metadata metadata, Rows rows) {
    Map<Table, String> entities = new HashMap<>();
    for (PersistentClass entity : metadata.getEntityBindings()) {
      entity.getTableClosure().forEach(table -> entities.putIfAbsent(table, entity.getClassName()));
      entities.put(entity.getTable(), entity.getClassName());
    }
    metadata
        .getCollectionBindings()
        .forEach(collection ->
            entities.putIfAbsent(collection.getCollectionTable(), collection.getOwnerEntityName()));
    Collection<Table> tables = metadata.collectTableMappings();
    rows.add("mapping", "jpa", String.valueOf(tables.size()));
    for (Table table : tables) {
      if (table.isPhysicalTable()) {
        rows.add("table", "jpa", table.getSchema(), table.getName(), entities.get(table));
        for (Column column : table.getColumns()) {
          rows.add(
              "column",
              column.getName(),
              column.getSqlType(metadata),
              String.valueOf(column.isNullable()));
        }
      }
    }
    for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
      for (Sequence sequence : namespace.getSequences()) {
        rows.add(
            "sequence",
            sequence.getName().getSequenceName().getText(),
            String.valueOf(sequence.getIncrementSize()));
      }
    }
  }
}
