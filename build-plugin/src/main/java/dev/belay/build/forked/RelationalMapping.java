package dev.belay.build.forked;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.data.jdbc.core.convert.JdbcCustomConversions;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;
import org.springframework.data.relational.core.mapping.AggregatePath;
import org.springframework.data.relational.core.mapping.AggregatePath.TableInfo;
import org.springframework.data.relational.core.mapping.RelationalPersistentEntity;
import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.relational.core.sql.SqlIdentifier;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.AbstractRepositoryMetadata;

/**
 * Tables and columns of Spring Data Relational's aggregates: classes with {@code @Table}, which
 * Spring Boot looks for, and what repositories are for. Without a database, and without types,
 * which only the columns have.
 */
final class RelationalMapping {

  private static final int MAX_DEPTH = 20;

  private record Name(@Nullable String schema, String table) {}

  private record Mapped(String entity, Set<String> columns) {}

  private final JdbcMappingContext context = new JdbcMappingContext();
  private final Map<Name, Mapped> tables = new LinkedHashMap<>();

  private RelationalMapping() {
    context.setSimpleTypeHolder(new JdbcCustomConversions().getSimpleTypeHolder());
  }

  static void tell(Properties question, Rows rows) throws ClassNotFoundException {
    RelationalMapping mapping = new RelationalMapping();
    for (String name : Inspection.list(question, "packages")) {
      for (Class<?> root : roots(name)) {
        RelationalPersistentEntity<?> entity = mapping.context.getPersistentEntity(root);
        if (entity != null) {
          mapping.visit(mapping.context.getAggregatePath(entity), 0);
        }
      }
    }
    rows.add("mapping", "spring-data", String.valueOf(mapping.tables.size()));
    mapping.tables.forEach((name, mapped) -> tell(name, mapped, rows));
  }

  private static void tell(Name name, Mapped mapped, Rows rows) {
    rows.add("table", "spring-data", name.schema(), name.table(), mapped.entity());
    mapped.columns().forEach(column -> rows.add("column", column, null, null));
  }

  private static Set<Class<?>> roots(String inPackage) throws ClassNotFoundException {
    Set<Class<?>> roots = new LinkedHashSet<>();
    var annotated = new ClassPathScanningCandidateComponentProvider(false);
    annotated.addIncludeFilter(new AnnotationTypeFilter(Table.class));
    for (var found : annotated.findCandidateComponents(inPackage)) {
      roots.add(loaded(String.valueOf(found.getBeanClassName())));
    }
    var interfaces = new Interfaces();
    for (var found : interfaces.findCandidateComponents(inPackage)) {
      Class<?> repository = loaded(String.valueOf(found.getBeanClassName()));
      Class<?> domain = AbstractRepositoryMetadata.getMetadata(repository).getDomainType();
      if (!isOfJpa(domain)) {
        roots.add(domain);
      }
    }
    return roots;
  }

  private static boolean isOfJpa(Class<?> domain) {
    for (var annotation : domain.getAnnotations()) {
      if (annotation.annotationType().getName().startsWith("jakarta.persistence.")) {
        return true;
      }
    }
    return domain == Object.class;
  }

  private static Class<?> loaded(String name) throws ClassNotFoundException {
    return Class.forName(name, false, RelationalMapping.class.getClassLoader());
  }

  private static final class Interfaces extends ClassPathScanningCandidateComponentProvider {
    Interfaces() {
      super(false);
      addIncludeFilter(new AssignableTypeFilter(Repository.class));
    }

    @Override
    protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
      var metadata = definition.getMetadata();
      return metadata.isInterface()
          && metadata.isIndependent()
          && !metadata.hasAnnotation("org.springframework.data.repository.NoRepositoryBean");
    }
  }

  /** An aggregate's root, an entity below it, or what is embedded in one of them. */
  private void visit(AggregatePath path, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalStateException("aggregates that hold each other: " + path.toDotPath());
    }
    if (!path.isRoot() && !path.isEmbedded()) {
      addReferences(path.getTableInfo(), table(path));
    }
    for (RelationalPersistentProperty property : path.getRequiredLeafEntity()) {
      AggregatePath below = path.append(property);
      if (below.isEmbedded() || below.isEntity() && !property.isAssociation()) {
        visit(below, depth + 1);
      } else {
        table(owner(path)).columns().add(below.getColumnInfo().name().getReference());
      }
    }
  }

  private static AggregatePath owner(AggregatePath path) {
    AggregatePath owner = path;
    while (owner.isEmbedded()) {
      owner = owner.getParentPath();
    }
    return owner;
  }

  /** To the entity above, and the key or index by which it holds this one. */
  private static void addReferences(TableInfo info, Mapped table) {
    info.backReferenceColumnInfos()
        .forEach((path, column) -> table.columns().add(column.name().getReference()));
    if (info.qualifierColumnInfo() != null) {
      table.columns().add(info.qualifierColumnInfo().name().getReference());
    }
  }

  private Mapped table(AggregatePath path) {
    SqlIdentifier name = path.getTableInfo().qualifiedTableName();
    String[] parts = new String[2];
    name.forEach(part -> {
      parts[0] = parts[1];
      parts[1] = part.getReference();
    });
    return tables.computeIfAbsent(
        new Name(parts[0], parts[1]),
        key -> new Mapped(path.getRequiredLeafEntity().getType().getName(), new LinkedHashSet<>()));
  }
}
