package dev.belay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On small services, with real migrations on a real PostgreSQL. */
class CheckTest {

  private static final String ORDER =
      """
      package shop;
      import jakarta.persistence.*;
      @Entity @Table(name = "orders") public class Order { @Id Long id; String deliveryNote; }
      """;

  @TempDir Path directory;
  private Fixture shop;

  @BeforeEach
  void make() throws IOException {
    shop = new Fixture(directory);
  }

  private Fixture withJpaAndFlyway() throws IOException {
    return shop.with(Fixture.JPA + "|" + Fixture.FLYWAY).compiled(Fixture.APPLICATION, ORDER);
  }

  private static List<String> rules(List<Finding> findings) {
    return findings.stream().map(finding -> finding.level() + " " + finding.rule()).toList();
  }

  @Test
  void isContentWhereMigrationsMakeWhatIsMapped() throws IOException {
    withJpaAndFlyway()
        .file(
            "application.yaml",
            "spring.flyway:\n  placeholders.noteType: varchar(80)\n  default-schema: sales\n")
        .file(
            "db/migration/V1__orders.sql",
            "create table orders (id bigint primary key, note text);")
        .file(
            "db/migration/V2__note.sql",
            """
            alter table orders rename column note to delivery_note;
            do $$ begin execute 'alter table orders alter delivery_note type ${noteType}'; end $$;
            """);

    assertThat(shop.check()).isEmpty();
  }

  @Test
  void findsTheTableThatNoMigrationMakes() throws IOException {
    withJpaAndFlyway()
        .file("db/migration/V1__orders.sql", "create table orders_old (id bigint primary key);");

    List<Finding> findings = shop.check();

    assertThat(rules(findings)).containsExactly("ERROR MissingTable");
    assertThat(findings.get(0).words()).contains("orders (shop.Order)");
  }

  @Test
  void findsTheColumnThatAMigrationTookAway() throws IOException {
    withJpaAndFlyway()
        .file("db/migration/V1__orders.sql", "create table orders (id bigint, delivery_note text);")
        .file("db/migration/V2__less.sql", "alter table orders drop column delivery_note;");

    List<Finding> findings = shop.check();

    assertThat(rules(findings)).containsExactly("ERROR MissingColumn");
    assertThat(findings.get(0).words()).contains("orders.delivery_note");
  }

  @Test
  void saysThatItIsUnknownWhereMigrationsDoNotRun() throws IOException {
    withJpaAndFlyway()
        .file("db/migration/V1__orders.sql", "create table orders (id no_such_type);");

    List<Finding> findings = shop.check();

    assertThat(rules(findings)).containsExactly("WARNING MigrationsUnknown");
    assertThat(findings.get(0).words()).contains("do not run", "no_such_type");
  }

  @Test
  void saysThatItIsUnknownWithoutFlyway() throws IOException {
    shop.with(Fixture.JPA).with("postgresql-.*").compiled(Fixture.APPLICATION, ORDER);

    assertThat(rules(shop.check())).containsExactly("WARNING MigrationsUnknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spring.jpa.hibernate.ddl-auto: update",
        "spring.jpa.hibernate.ddlAuto: CREATE-DROP",
        "spring:\n  jpa:\n    hibernate:\n      ddl-auto: ${DDL_AUTO:create}",
        "spring.jpa.generate-ddl: true",
        "spring.jpa.properties.hibernate.hbm2ddl.auto: update",
      })
  void findsASchemaThatIsNotVersioned(String settings) throws IOException {
    shop.file("application.yaml", settings);

    assertThat(rules(shop.check())).containsExactly("ERROR SchemaNotVersioned");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spring.jpa.hibernate.ddl-auto: validate",
        "spring.jpa.hibernate.ddl-auto: ${DDL_AUTO:none}",
        "spring.sql.init.mode: always",
      })
  void letsAVersionedSchemaPass(String settings) throws IOException {
    shop.file("application.yaml", settings);

    assertThat(shop.check()).isEmpty();
  }

  @Test
  void onlyWarnsOfProfilesAndOfASchemaScript() throws IOException {
    shop.file("application-dev.properties", "spring.jpa.hibernate.ddl-auto=create-drop")
        .file("application.properties", "spring.sql.init.mode=always")
        .file("schema.sql", "create table t (id bigint);");

    List<Finding> findings = shop.check();

    assertThat(rules(findings))
        .containsExactly("WARNING SchemaNotVersioned", "WARNING SchemaNotVersioned");
    assertThat(findings).anyMatch(finding -> finding.words().contains("application-dev"));
  }

  @Test
  void warnsOfAClassThatWillNotBeFoundAndOfNoOther() throws IOException {
    shop.with(Fixture.SPRING)
        .compiled(
            "package other; public class Stamp { public static void print() {} }",
            "package other; public @interface Marked { Class<?> by() default Stamp.class; }",
            """
            package shop;
            @other.Marked(by = other.Stamp.class) public class Orders {
              void ship() { other.Stamp.print(); java.util.List.of().size(); }
              static class Inner { java.sql.Connection connection; }
            }
            """,
            """
            package shop;
            @org.springframework.boot.autoconfigure.condition.ConditionalOnClass(other.Stamp.class)
            public class Optional { void ship() { other.Stamp.print(); } }
            """);
    for (String gone : List.of("Stamp", "Marked")) {
      Files.delete(shop.classes().resolve("other/" + gone + ".class"));
    }

    List<Finding> findings = shop.check();

    assertThat(rules(findings)).containsExactly("WARNING MissingClass");
    assertThat(findings.get(0).words())
        .contains("other.Stamp is not on the run-time class path; shop.Orders refers to it");
    var strict = new Check(shop.service(), shop.forks(), Check.Missing.FAIL);
    assertThat(rules(strict.findings(shop.contract()))).containsExactly("ERROR MissingClass");
  }

  @Test
  void refusesAContractThatIsMissingOrNone() throws IOException {
    assertThatThrownBy(() -> ContractFile.read(shop.classes()))
        .isInstanceOf(BuildFault.class)
        .hasMessageContaining("the goal 'contract' writes it");

    shop.file(ContractFile.NAME, "{\"version\": \"x\"");
    assertThatThrownBy(() -> ContractFile.read(shop.classes()))
        .isInstanceOf(BuildFault.class)
        .hasMessageContaining("is no release contract");
  }
}
