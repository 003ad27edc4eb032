package dev.belay.controlplane.verification.compatibility;

import static dev.belay.controlplane.verification.compatibility.Judging.blockers;
import static dev.belay.controlplane.verification.compatibility.Judging.find;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.verification.Finding;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that do not work in {@code public}. */
class WorkingSchemaTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final String HISTORY =
      "create schema shop; create table shop.flyway_schema_history"
          + " (installed_rank int, version text, script text, type text, success boolean);"
          + " insert into shop.flyway_schema_history values (1, '1', 'V1__orders.sql', 'SQL', true);";

  private static EmbeddedPostgres server;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void makeTarget() throws SQLException {
    Judging.on(server).run("create database target");
  }

  @AfterEach
  void dropTarget() throws SQLException {
    Judging.on(server).run("drop database target with (force)");
  }

  @Test
  void aHistoryElsewhereIsSaidInsteadOfJudgingAnEmptySchema() throws Exception {
    Judging target = target("postgres", null);
    target.run(HISTORY);

    Finding unknown = find(dropsNote(target, ""), "CompatibilityUnknown");

    assertThat(unknown.message()).contains("lies in the schema shop", "to work in public");
    assertThat(unknown.message()).contains("SPRING_FLYWAY_DEFAULTSCHEMA");
  }

  @Test
  void aNameThatTheHistoryContradictsIsSaidToo() throws Exception {
    Judging target = target("postgres", "sales");
    target.run(HISTORY);

    assertThat(find(dropsNote(target, ""), "CompatibilityUnknown").message())
        .contains("lies in the schema shop", "to work in sales");
  }

  @Test
  void theSchemaThatTheSettingsNameIsJudged() throws Exception {
    assertJudged(target("postgres", "shop"), "");
  }

  @Test
  void theSchemaThatTheCodeMapsIsJudged() throws Exception {
    assertJudged(
        target("postgres", null),
        """
        "mapping":{"completeness":"complete","sources":["jpa"],"tables":[
          {"schema":"shop","name":"orders","columns":[{"name":"id"}]}],"sequences":[]},
        """);
  }

  @Test
  void theFirstSchemaOfTheLoginsSearchPathIsJudged() throws Exception {
    Judging.on(server).run("create role till login");
    Judging target = target("till", null);
    target.run("alter role till in database target set search_path to nowhere, shop, public");
    assertJudged(target, "");
    target.run("drop owned by till; drop role till");
  }

  @Test
  void aSchemaThatIsCalledAsTheLoginIsJudged() throws Exception {
    Judging.on(server).run("create role shop login");
    Judging target = target("shop", null);
    assertJudged(target, "");
    target.run("drop owned by shop; drop role shop");
  }

  /** Rows, rights and what was done by hand are all of that schema. */
  private void assertJudged(Judging target, String mapping) throws Exception {
    target.run(
        HISTORY
            + "create table shop.orders (id bigint primary key, note text, by_hand int);"
            + "create table public.orders (id bigint primary key, note text);"
            + "insert into public.orders values (1, null);"
            + "insert into shop.orders values (1, 'full', 7)");
    if (!target.login().equals("postgres")) {
      target.run(
          "grant usage on schema shop to %1$s; grant all on all tables in schema shop to %1$s"
              .formatted(target.login()));
    }

    List<Finding> drops = dropsNote(target, mapping);

    assertThat(find(drops, "NotRollbackSafe").evidence()).containsEntry("objects", "orders.note");
    assertThat(find(drops, "SchemaDrift").message()).contains("has orders.by_hand");
    List<Finding> tightens =
        judge(
            target,
            mapping,
            "insert into orders (id, note) values (?, ?)",
            "alter table orders alter note set not null;");
    assertThat(blockers(tightens)).as("the rows of shop obey it").isEmpty();
    assertThat(find(tightens, "MayBreak").evidence()).containsEntry("objects", "orders.note");
  }

  @Test
  void tablesOfYetAnotherSchemaAreNamed() throws Exception {
    List<Finding> findings =
        dropsNote(
            target("postgres", null),
            """
            "mapping":{"completeness":"complete","sources":["jpa"],"tables":[
              {"schema":"archive","name":"old_orders","columns":[{"name":"id"}]},
              {"name":"orders","columns":[{"name":"id"}]}],"sequences":[]},
            """);

    assertThat(find(findings, "CompatibilityUnknown").message())
        .contains("the schema archive", "only public is judged");
  }

  @Test
  void aScriptThatMakesTheSchemaItselfIsNoFault() throws Exception {
    Judging target = target("postgres", "shop");

    List<Finding> findings = judge(target, "", "select 1", "create schema shop;");

    assertThat(blockers(findings)).isEmpty();
    assertThat(find(findings, "CompatibilityUnknown").message()).contains("already exists");
  }

  private static Judging target(String login, @Nullable String schema) {
    return new Judging(server, "target", login, schema);
  }

  /** The old code reads what the new migration drops. */
  private List<Finding> dropsNote(Judging target, String mapping) throws Exception {
    return judge(
        target,
        mapping,
        "select note from orders where id = ?",
        "alter table orders drop column note;");
  }

  private List<Finding> judge(Judging target, String mapping, String statement, String migration)
      throws Exception {
    var scripts =
        new LinkedHashMap<>(
            Map.of("V1__orders.sql", "create table orders (id bigint primary key, note text);"));
    var jars = new Jars(directory);
    String contract = Jars.statements(statement).replaceFirst(",", "," + mapping);
    Revision stable = jars.revision(SHOP, 1, scripts, contract);
    scripts.put("V2__next.sql", migration);
    Revision candidate =
        jars.revision(SHOP, 2, scripts, Jars.statements().replaceFirst(",", "," + mapping));
    return target.judge(candidate, stable);
  }
}
