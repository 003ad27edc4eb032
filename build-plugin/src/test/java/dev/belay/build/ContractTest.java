package dev.belay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.belay.build.Contract.Completeness;
import dev.belay.build.Contract.MappedColumn;
import dev.belay.build.Contract.Script;
import dev.belay.build.Contract.Sequence;
import dev.belay.build.Contract.Setting;
import dev.belay.build.Contract.SqlStatement;
import dev.belay.build.Contract.Table;
import dev.belay.statements.ClassesDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ContractTest {

  @TempDir Path directory;
  private Fixture shop;

  @BeforeEach
  void make() throws IOException {
    shop = new Fixture(directory);
  }

  private static List<String> columns(Table table) {
    return table.columns().stream().map(MappedColumn::name).toList();
  }

  private void assertValid(Contract contract) throws IOException {
    Path schema = Path.of("../docs/schema/release-contract.v1.json");
    Schema rules =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(schema));
    Path file = ContractFile.write(contract, shop.classes());
    assertThat(rules.validate(JsonMapper.shared().readTree(Files.readAllBytes(file)))).isEmpty();
  }

  @Test
  void ofAServiceWithoutAnyOfTheLibrariesIsUnknownAndValid() throws IOException {
    shop.compiled("package shop; public class Shop {}");

    Contract contract = shop.contract();

    assertThat(contract.settings().completeness()).isEqualTo(Completeness.unknown);
    assertThat(contract.migrations().completeness()).isEqualTo(Completeness.unknown);
    assertThat(contract.mapping().completeness()).isEqualTo(Completeness.unknown);
    assertThat(contract.statements().completeness()).isEqualTo(Completeness.unknown);
    assertThat(contract.probes().liveness()).isNull();
    assertThat(contract.build().service()).isEqualTo("shop");
    assertThat(contract.build().content()).hasSize(64);
    assertThat(shop.warnings).isEmpty();
    assertValid(contract);
  }

  @Test
  void hasTablesColumnsTypesAndSequencesOfJpaWithoutADatabase() throws IOException {
    shop.with(Fixture.JPA)
        .with("postgresql-.*")
        .compiled(
            Fixture.APPLICATION,
            """
            package shop;
            import jakarta.persistence.*;
            @Entity public class CustomerOrder {
              @Id @GeneratedValue(strategy = GenerationType.SEQUENCE) Long id;
              @Column(length = 80, nullable = false) String deliveryNote;
              java.time.Instant placedAt;
              @ElementCollection java.util.Set<String> tags;
            }
            """);

    Contract contract = shop.contract();

    assertThat(shop.warnings).isEmpty();
    assertThat(contract.mapping().completeness()).isEqualTo(Completeness.complete);
    assertThat(contract.mapping().sources()).containsExactly("jpa");
    assertThat(contract.mapping().tables())
        .containsExactly(
            new Table(
                null,
                "customer_order",
                "shop.CustomerOrder",
                List.of(
                    new MappedColumn("delivery_note", "varchar(80)", false),
                    new MappedColumn("id", "bigint", false),
                    new MappedColumn("placed_at", "timestamp(6) with time zone", true))),
            new Table(
                null,
                "customer_order_tags",
                "shop.CustomerOrder",
                List.of(
                    new MappedColumn("customer_order_id", "bigint", false),
                    new MappedColumn("tags", "varchar(255)", true))));
    assertThat(contract.mapping().sequences())
        .containsExactly(new Sequence("customer_order_seq", 50));
    assertValid(contract);
  }

  @Test
  void hasTablesAndColumnsOfSpringDataAggregates() throws IOException {
    shop.with(Fixture.SPRING_DATA)
        .with("postgresql-.*")
        .compiled(
            Fixture.APPLICATION,
            """
            package shop;
            import org.springframework.data.annotation.Id;
            import org.springframework.data.jdbc.core.mapping.AggregateReference;
            import org.springframework.data.relational.core.mapping.*;
            @Table("orders") public record Order(
                @Id Long id, String deliveryNote, @Embedded.Nullable(prefix = "to_") Address address,
                java.util.List<Line> lines, AggregateReference<Customer, Long> customer,
                @org.springframework.data.annotation.Transient String note) {
              public record Address(String city) {}
              public record Line(@Column("sku") String article, int pieces) {}
            }
            """,
            "package shop; public record Customer(@org.springframework.data.annotation.Id Long id, String name) {}",
            """
            package shop;
            public interface Customers extends org.springframework.data.repository.CrudRepository<Customer, Long> {}
            """);

    Contract contract = shop.contract();

    assertThat(shop.warnings).isEmpty();
    assertThat(contract.mapping().completeness()).isEqualTo(Completeness.complete);
    assertThat(contract.mapping().sources()).containsExactly("spring-data");
    assertThat(contract.mapping().tables())
        .extracting(Table::name)
        .containsExactly("customer", "line", "orders");
    assertThat(columns(contract.mapping().tables().get(0))).containsExactly("id", "name");
    assertThat(columns(contract.mapping().tables().get(1)))
        .containsExactly("orders", "orders_key", "pieces", "sku");
    assertThat(columns(contract.mapping().tables().get(2)))
        .containsExactly("customer", "delivery_note", "id", "to_city");
    assertValid(contract);
  }

  @Test
  void isOnlyPartiallyMappedWithNamingRulesOfItsOwn() throws IOException {
    shop.with(Fixture.SPRING_DATA)
        .compiled(
            Fixture.APPLICATION,
            """
            package shop;
            @org.springframework.data.relational.core.mapping.Table("orders")
            public record Order(@org.springframework.data.annotation.Id Long id) {}
            """,
            """
            package shop;
            public class Names implements org.springframework.data.relational.core.mapping.NamingStrategy {}
            """);

    assertThat(shop.contract().mapping().completeness()).isEqualTo(Completeness.partial);
  }

  @Test
  void tellsAMappingThatCannotBeReadAndKnowsTheRest() throws IOException {
    shop.with(Fixture.JPA)
        .with("postgresql-.*")
        .compiled(
            Fixture.APPLICATION,
            "package shop; @jakarta.persistence.Entity public class Order { String note; }",
            """
            package shop;
            public class Orders {
              void all(java.sql.Connection c) throws Exception { c.prepareStatement("select note from orders"); }
            }
            """);

    Contract contract = shop.contract();

    assertThat(contract.mapping().completeness()).isEqualTo(Completeness.unknown);
    assertThat(shop.warnings)
        .singleElement()
        .asString()
        .contains("jpa", "shop.Order", "identifier");
    assertThat(contract.statements().recorded()).hasSize(1);
  }

  @Test
  void hasMigrationsOfItsOwnAndOfItsLibraries() throws IOException {
    shop.with(Fixture.FLYWAY)
        .file(
            "application.yaml",
            "spring.flyway.locations: classpath:db/migration,classpath:db/{vendor}")
        .file("db/migration/V1__orders.sql", "create table orders (id bigint);\r\n")
        .file("db/migration/V1.1__note.sql", "alter table orders add note text;\n")
        .file("db/postgresql/V2__index.sql", "create index on orders (id);\n")
        .file("db/migration/R__views.sql", "create view o as select ${columns} from orders;\n")
        .file("db/migration/beforeMigrate.sql", "select 1;\n")
        .file("db/migration/readme.sql", "-- none\n")
        .compiled(
            """
            package shop;
            import org.flywaydb.core.api.migration.*;
            public class V3__Fill extends BaseJavaMigration {
              public void migrate(Context context) {}
            }
            """);

    Contract contract = shop.contract();

    assertThat(contract.migrations().completeness()).isEqualTo(Completeness.complete);
    assertThat(contract.migrations().scripts())
        .extracting(
            Script::version, Script::script, Script::kind, script -> script.checksum() != null)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1", "V1__orders.sql", Script.Kind.versioned, true),
            org.assertj.core.groups.Tuple.tuple(
                "1.1", "V1.1__note.sql", Script.Kind.versioned, true),
            org.assertj.core.groups.Tuple.tuple("2", "V2__index.sql", Script.Kind.versioned, true),
            org.assertj.core.groups.Tuple.tuple("3", "shop.V3__Fill", Script.Kind.java, false),
            org.assertj.core.groups.Tuple.tuple(
                null, "R__views.sql", Script.Kind.repeatable, false),
            org.assertj.core.groups.Tuple.tuple(
                null, "beforeMigrate.sql", Script.Kind.callback, false));
    assertValid(contract);
  }

  @Test
  void isPartialWhereMigrationsLieOutside() throws IOException {
    shop.with(Fixture.FLYWAY)
        .file("application.properties", "spring.flyway.locations=filesystem:/srv/sql")
        .compiled("package shop; public class Shop {}");

    assertThat(shop.contract().migrations().completeness()).isEqualTo(Completeness.partial);
  }

  @Test
  void hasSettingsThatItDeclaresAndThatItsClassesBind() throws IOException {
    shop.withStarter()
        .with("jakarta.validation.*")
        .file(
            "META-INF/belay/settings.yaml",
            """
            - name: API_KEY
              type: secret-string
              required: true
              min: 16
              description: Key.
            """)
        .file(
            "application.yaml",
            "shop:\n  url: https://example.org\n---\nspring.config.activate.on-profile: x\nshop.name: y\n")
        .file(
            "META-INF/spring-configuration-metadata.json",
            """
            {"properties": [
              {"name": "shop.url", "type": "java.net.URI", "sourceType": "shop.ShopSettings"},
              {"name": "shop.name", "type": "java.lang.String", "sourceType": "shop.ShopSettings"},
              {"name": "shop.token", "type": "java.lang.String", "sourceType": "shop.ShopSettings"},
              {"name": "shop.pool", "type": "shop.Pool", "sourceType": "shop.ShopSettings"}]}
            """)
        .compiled(
            """
            package shop;
            import jakarta.validation.constraints.*;
            public record ShopSettings(
              @NotNull java.net.URI url, @NotBlank @Size(max = 20) String name, String token, Pool pool) {}
            """,
            """
            package shop;
            import jakarta.validation.constraints.*;
            import org.springframework.boot.context.properties.bind.DefaultValue;
            public record Pool(@Min(1) @Max(50) @DefaultValue("10") int maxSize, @NotNull String queueName) {}
            """);

    Contract contract = shop.contract();

    assertThat(contract.settings().completeness()).isEqualTo(Completeness.partial);
    assertThat(contract.settings().declared())
        .containsExactly(
            new Setting(
                "API_KEY", "secret-string", true, true, "text, at least 16 characters long"),
            new Setting("shop.name", "String", true, false, "not blank, size 0 to 20"),
            new Setting("shop.pool.max-size", "int", false, false, ">= 1, <= 50"),
            new Setting("shop.pool.queue-name", "String", true, false, "not null"),
            new Setting("shop.token", "String", false, true, null),
            new Setting("shop.url", "URI", false, false, "not null"));
    assertThat(contract.probes().readiness()).isEqualTo("/readyz");
    assertValid(contract);
  }

  @Test
  void hasWhatWasRecordedOfTheseClassesAndConstantsThatWereNot() throws IOException {
    shop.with(Fixture.SPRING)
        .compiled(
            """
            package shop;
            public class Orders {
              static final String BY_ID = "select note from orders where id = :id";
              void all(org.springframework.jdbc.core.simple.JdbcClient jdbc, String order) {
                jdbc.sql(BY_ID);
                jdbc.sql("delete from orders where id = ?");
                jdbc.sql("select note from orders order by " + order);
                jdbc.sql(new StringBuilder("select id from orders ").append(order).toString());
              }
            }
            """);
    record("select note from orders where id = ?", ClassesDigest.of(shop.classes()));
    record("select gone from orders where id = ?", "0".repeat(64));

    Contract contract = shop.contract();

    assertThat(contract.statements().completeness()).isEqualTo(Completeness.partial);
    assertThat(contract.statements().recorded())
        .extracting(
            SqlStatement::sql, SqlStatement::source, SqlStatement::writes, SqlStatement::calls)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "delete from orders where id = ?", SqlStatement.Source.constant, true, 0L),
            org.assertj.core.groups.Tuple.tuple(
                "select note from orders where id = ?", SqlStatement.Source.recorded, false, 3L));
    assertThat(contract.statements().recorded().get(1).parameters()).containsExactly("int8");
    assertValid(contract);
  }

  private void record(String sql, String digest) throws IOException {
    Path file = directory.resolve(ClassesDigest.DIRECTORY).resolve(digest + "-7.ndjson");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"sql":"%s","parameters":["int8"],"writes":false,"columns":[{"name":"note","type":"text","table":"public.orders","column":"note"}],"calls":3}
        """
            .formatted(sql));
  }

  @Test
  void ofTheSameInputHasTheSameBytes() throws IOException {
    shop.with(Fixture.JPA + "|" + Fixture.FLYWAY)
        .file("db/migration/V1__a.sql", "create table a (id bigint);")
        .compiled(
            Fixture.APPLICATION,
            "package shop; @jakarta.persistence.Entity public class A { @jakarta.persistence.Id Long id; String b, c, d; }");

    byte[] first = Files.readAllBytes(ContractFile.write(shop.contract(), shop.classes()));
    byte[] second = Files.readAllBytes(ContractFile.write(shop.contract(), shop.classes()));

    assertThat(second).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application.yaml | spring: [ | application.yaml is no YAML: line 1",
        "application.properties | a=\\uXYZW | application.properties cannot be read",
        "META-INF/spring-configuration-metadata.json | { | META-INF/spring-configuration-metadata.json",
        "shop/Broken.class | none | shop/Broken.class",
        "META-INF/belay/settings.yaml | - name: [] | line 1",
      })
  void refusesWhatItCannotReadAndSaysWhatItIs(String name, String text, String words)
      throws IOException {
    shop.withStarter().file(name, text);

    assertThatThrownBy(() -> shop.contract())
        .isInstanceOf(BuildFault.class)
        .hasMessageContaining(words);
  }

  @Test
  void refusesABrokenRecordingAndSaysWhichLine() throws IOException {
    shop.compiled("package shop; public class Shop {}");
    record("\" broken", ClassesDigest.of(shop.classes()));

    assertThatThrownBy(() -> shop.contract())
        .isInstanceOf(BuildFault.class)
        .hasMessageContaining("-7.ndjson, line 1 is no recorded statement")
        .hasMessageContaining("remove the file");
  }
}
