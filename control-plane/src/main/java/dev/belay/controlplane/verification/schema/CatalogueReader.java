package dev.belay.controlplane.verification.schema;

import dev.belay.controlplane.verification.schema.Catalogue.Column;
import dev.belay.controlplane.verification.schema.Catalogue.Constraint;
import dev.belay.controlplane.verification.schema.Catalogue.ConstraintKind;
import dev.belay.controlplane.verification.schema.Catalogue.Domain;
import dev.belay.controlplane.verification.schema.Catalogue.Function;
import dev.belay.controlplane.verification.schema.Catalogue.Generated;
import dev.belay.controlplane.verification.schema.Catalogue.Identity;
import dev.belay.controlplane.verification.schema.Catalogue.Index;
import dev.belay.controlplane.verification.schema.Catalogue.Kind;
import dev.belay.controlplane.verification.schema.Catalogue.Reference;
import dev.belay.controlplane.verification.schema.Catalogue.Relation;
import dev.belay.controlplane.verification.schema.Catalogue.Sequence;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads {@code pg_catalog} and not {@code information_schema}: that one hides what a login has no
 * right on, knows no indexes, and takes seconds where this takes milliseconds. Puts no lock on
 * anything that a reader or writer would notice.
 */
public final class CatalogueReader {

  private static final int SECONDS = 10;

  private final Connection connection;
  private final String schema;

  private CatalogueReader(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /**
   * @param connection to PostgreSQL 15 or later; best in a transaction of its own with repeatable
   *     read, so that all parts are of one moment
   */
  public static Catalogue read(Connection connection, String schema) throws SQLException {
    return new CatalogueReader(connection, schema).all();
  }

  private Catalogue all() throws SQLException {
    SortedMap<String, SortedMap<String, Column>> columns = columns();
    SortedMap<String, SortedMap<String, Constraint>> constraints = constraints();
    SortedMap<String, SortedMap<String, Index>> indexes = indexes();
    SortedMap<String, SortedMap<String, String>> triggers = triggers();
    SortedMap<String, SortedMap<String, String>> policies = policies();
    SortedMap<String, SortedMap<String, String>> partitions = partitions();
    var relations = new TreeMap<String, Relation>();
    each(
        """
        select c.relname, c.relkind, c.relrowsecurity,
               case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
               pg_relation_is_updatable(c.oid, true) & 8 = 8
        from pg_class c
        where c.relnamespace = to_regnamespace(quote_ident(?)) and c.relkind in ('r', 'p', 'v', 'm')
        """,
        row -> {
          String name = row.getString(1);
          relations.put(
              name,
              new Relation(
                  kind(row.getString(2)),
                  of(columns, name),
                  of(constraints, name),
                  of(indexes, name),
                  of(triggers, name),
                  row.getString(4),
                  row.getBoolean(5),
                  row.getBoolean(3),
                  of(policies, name),
                  of(partitions, name)));
        });
    return new Catalogue(relations, sequences(), enums(), domains(), functions());
  }

  private SortedMap<String, SortedMap<String, Column>> columns() throws SQLException {
    var columns = new TreeMap<String, SortedMap<String, Column>>();
    each(
        """
        select c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
               case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        join pg_type t on t.oid = a.atttypid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where c.relnamespace = to_regnamespace(quote_ident(?)) and c.relkind in ('r', 'p', 'v', 'm')
          and a.attnum > 0 and not a.attisdropped
        """,
        row ->
            columns
                .computeIfAbsent(row.getString(1), table -> new TreeMap<>())
                .put(
                    row.getString(2),
                    new Column(
                        row.getInt(3),
                        row.getString(4),
                        row.getBoolean(5),
                        row.getString(6),
                        identity(row.getString(7)),
                        generated(row.getString(8)),
                        row.getString(9))));
    return columns;
  }

  private SortedMap<String, SortedMap<String, Constraint>> constraints() throws SQLException {
    var constraints = new TreeMap<String, SortedMap<String, Constraint>>();
    // From 18 on, NOT NULL is a constraint too; it is told with its column.
    each(
        """
        select c.relname, k.conname, k.contype, pg_get_constraintdef(k.oid), k.convalidated,
               array(select a.attname::text from unnest(k.conkey) with ordinality u(n, o)
                     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.o),
               r.relname,
               array(select a.attname::text from unnest(k.confkey) with ordinality u(n, o)
                     join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.o)
        from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        left join pg_class r on r.oid = k.confrelid
        where c.relnamespace = to_regnamespace(quote_ident(?)) and k.contype in ('p', 'u', 'f', 'c', 'x')
        """,
        row ->
            constraints
                .computeIfAbsent(row.getString(1), table -> new TreeMap<>())
                .put(
                    row.getString(2),
                    new Constraint(
                        constraint(row.getString(3)),
                        row.getString(4),
                        texts(row, 6),
                        row.getBoolean(5),
                        row.getString(7) == null
                            ? null
                            : new Reference(row.getString(7), texts(row, 8)))));
    return constraints;
  }

  private SortedMap<String, SortedMap<String, Index>> indexes() throws SQLException {
    var indexes = new TreeMap<String, SortedMap<String, Index>>();
    each(
        """
        select t.relname, i.relname, x.indisunique, pg_get_indexdef(i.oid), x.indisvalid,
               array(select pg_get_indexdef(i.oid, k, true) from generate_series(1, x.indnkeyatts) k),
               pg_get_expr(x.indpred, x.indrelid)
        from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
        where t.relnamespace = to_regnamespace(quote_ident(?))
        """,
        row ->
            indexes
                .computeIfAbsent(row.getString(1), table -> new TreeMap<>())
                .put(
                    row.getString(2),
                    new Index(
                        row.getBoolean(3),
                        row.getString(4),
                        texts(row, 6),
                        row.getString(7),
                        row.getBoolean(5))));
    return indexes;
  }

  private SortedMap<String, SortedMap<String, String>> triggers() throws SQLException {
    var triggers = new TreeMap<String, SortedMap<String, String>>();
    each(
        """
        select c.relname, t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
        from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = to_regnamespace(quote_ident(?)) and not t.tgisinternal
        """,
        row ->
            triggers
                .computeIfAbsent(row.getString(1), table -> new TreeMap<>())
                .put(row.getString(2), row.getString(3)));
    return triggers;
  }

  private SortedMap<String, SortedMap<String, String>> policies() throws SQLException {
    var policies = new TreeMap<String, SortedMap<String, String>>();
    each(
        """
        select c.relname, p.polname,
               concat_ws(' ', p.polcmd::text, p.polpermissive, p.polroles::regrole[]::text,
                         pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
        from pg_policy p join pg_class c on c.oid = p.polrelid
        where c.relnamespace = to_regnamespace(quote_ident(?))
        """,
        row ->
            policies
                .computeIfAbsent(row.getString(1), table -> new TreeMap<>())
                .put(row.getString(2), row.getString(3)));
    return policies;
  }

  private SortedMap<String, SortedMap<String, String>> partitions() throws SQLException {
    var partitions = new TreeMap<String, SortedMap<String, String>>();
    each(
        """
        select p.relname, c.relname, pg_get_expr(c.relpartbound, c.oid)
        from pg_inherits i
        join pg_class p on p.oid = i.inhparent
        join pg_class c on c.oid = i.inhrelid
        where p.relnamespace = to_regnamespace(quote_ident(?)) and c.relispartition
          and c.relkind in ('r', 'p')
        """,
        row ->
            partitions
                .computeIfAbsent(row.getString(1), table -> new TreeMap<>())
                .put(row.getString(2), row.getString(3)));
    return partitions;
  }

  private SortedMap<String, Domain> domains() throws SQLException {
    var domains = new TreeMap<String, Domain>();
    each(
        """
        select t.typname, format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
               array(select k.conname::text || ' ' || pg_get_constraintdef(k.oid)
                     from pg_constraint k where k.contypid = t.oid and k.contype = 'c')
        from pg_type t
        where t.typnamespace = to_regnamespace(quote_ident(?)) and t.typtype = 'd'
        """,
        row -> {
          var constraints = new TreeMap<String, String>();
          for (String each : texts(row, 5)) {
            int space = each.indexOf(" CHECK ");
            constraints.put(each.substring(0, space), each.substring(space + 1));
          }
          domains.put(
              row.getString(1),
              new Domain(row.getString(2), row.getBoolean(3), row.getString(4), constraints));
        });
    return domains;
  }

  private SortedMap<String, Sequence> sequences() throws SQLException {
    var sequences = new TreeMap<String, Sequence>();
    each(
        """
        select c.relname, s.seqtypid::regtype::text, s.seqincrement, s.seqcycle
        from pg_sequence s join pg_class c on c.oid = s.seqrelid
        where c.relnamespace = to_regnamespace(quote_ident(?))
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')
        """,
        row ->
            sequences.put(
                row.getString(1),
                new Sequence(row.getString(2), row.getLong(3), row.getBoolean(4))));
    return sequences;
  }

  private SortedMap<String, List<String>> enums() throws SQLException {
    var enums = new TreeMap<String, List<String>>();
    each(
        """
        select t.typname, array_agg(e.enumlabel::text order by e.enumsortorder)
        from pg_enum e join pg_type t on t.oid = e.enumtypid
        where t.typnamespace = to_regnamespace(quote_ident(?))
        group by t.typname
        """,
        row -> enums.put(row.getString(1), texts(row, 2)));
    return enums;
  }

  private SortedMap<String, Function> functions() throws SQLException {
    var functions = new TreeMap<String, Function>();
    each(
        """
        select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
               coalesce(pg_get_function_result(p.oid), ''),
               md5(coalesce(case when p.prokind in ('f', 'p') then pg_get_functiondef(p.oid) end, p.prosrc))
        from pg_proc p
        where p.pronamespace = to_regnamespace(quote_ident(?))
          and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        """,
        row -> functions.put(row.getString(1), new Function(row.getString(2), row.getString(3))));
    return functions;
  }

  private static List<String> texts(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private void each(String query, Row reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setQueryTimeout(SECONDS);
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  private static <T> SortedMap<String, T> of(
      SortedMap<String, SortedMap<String, T>> all, String table) {
    Supplier<SortedMap<String, T>> none = TreeMap::new;
    SortedMap<String, T> found = all.get(table);
    return found == null ? none.get() : found;
  }

  private static Kind kind(String letter) {
    return switch (letter) {
      case "r" -> Kind.TABLE;
      case "p" -> Kind.PARTITIONED_TABLE;
      case "v" -> Kind.VIEW;
      default -> Kind.MATERIALIZED_VIEW;
    };
  }

  private static Identity identity(String letter) {
    return switch (letter) {
      case "a" -> Identity.ALWAYS;
      case "d" -> Identity.BY_DEFAULT;
      default -> Identity.NONE;
    };
  }

  private static Generated generated(String letter) {
    return switch (letter) {
      case "s" -> Generated.STORED;
      case "v" -> Generated.VIRTUAL;
      default -> Generated.NONE;
    };
  }

  private static ConstraintKind constraint(String letter) {
    return switch (letter) {
      case "p" -> ConstraintKind.PRIMARY_KEY;
      case "u" -> ConstraintKind.UNIQUE;
      case "f" -> ConstraintKind.FOREIGN_KEY;
      case "c" -> ConstraintKind.CHECK;
      default -> ConstraintKind.EXCLUSION;
    };
  }
}
