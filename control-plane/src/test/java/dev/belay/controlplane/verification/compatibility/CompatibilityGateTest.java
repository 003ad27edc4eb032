package dev.belay.controlplane.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.TargetDatabases.Target;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Finding.Level;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.VerificationPolicy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts with migrations and contracts, a target database, and a server to try things on. */
class CompatibilityGateTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final ServiceName REPORTS = new ServiceName("reports");
  private static final String V1 =
      "create table orders (id bigint primary key, note varchar(80), price numeric(10,2));";
  private static final String READS_NOTE = "select note from orders where id = ?";

  private static EmbeddedPostgres server;

  @TempDir Path directory;

  private final Map<String, String> first = new LinkedHashMap<>(Map.of("V1__orders.sql", V1));

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
    admin("create database target");
    target(V1);
  }

  @AfterEach
  void dropTarget() throws SQLException {
    admin("drop database target with (force)");
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        ResultSet left =
            statement.executeQuery(
                "select count(*) from pg_database where datname like 'belay_scratch_%'")) {
      left.next();
      assertThat(left.getInt(1)).as("databases that were left").isZero();
    }
  }

  @Test
  void anUnchangedSchemaNeedsNoLook() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements(READS_NOTE));
    assertThat(judge(revision(SHOP, 2, first, statements(READS_NOTE)), r1)).isEmpty();
  }

  @Test
  void whatTheLastGoodRevisionReadsMustStay() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements(READS_NOTE));
    List<Finding> findings =
        judge(with(2, "V2__drop.sql", "alter table orders drop column note;", statements()), r1);
    Finding found = find(findings, "NotRollbackSafe");
    assertThat(found.level()).isEqualTo(Level.BLOCKER);
    assertThat(found.evidence())
        .containsEntry("objects", "orders.note")
        .containsEntry("needs", "shop r1")
        .containsEntry("statement", READS_NOTE);
    assertThat(found.remedy()).contains("expand", "view");
    assertThat(find(findings, "WayBack").message()).contains("no way back", "r1", "orders.note");
  }

  @Test
  void saysHowFarBackOneMayGo() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements(READS_NOTE));
    Revision r2 = revision(SHOP, 2, first, statements("select price from orders"));
    List<Finding> findings =
        judge(
            with(3, "V2__drop.sql", "alter table orders drop column note;", statements()), r2, r1);
    assertThat(find(findings, "WayBack").message())
        .isEqualTo("You may go back to r2; not to r1, because of orders.note");
    assertThat(rules(findings, Level.BLOCKER)).isEmpty();
  }

  @Test
  void anotherServiceOnTheSameDatabaseIsAsked() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements());
    Revision reports = revision(REPORTS, 7, Map.of(), statements(READS_NOTE));
    List<Finding> findings =
        judge(
            with(2, "V2__drop.sql", "alter table orders drop column note;", statements()),
            r1,
            reports);
    assertThat(find(findings, "BreaksOtherService").evidence())
        .containsEntry("needs", "reports r7");
  }

  @Test
  void whatIsOnlyAddedIsSafe() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements(READS_NOTE));
    List<Finding> findings =
        judge(
            with(2, "V2__add.sql", "alter table orders add column gift boolean;", statements()),
            r1);
    assertThat(rules(findings, Level.BLOCKER)).isEmpty();
    assertThat(rules(findings, Level.WARNING)).isEmpty();
    assertThat(find(findings, "WayBack").message()).isEqualTo("You may go back to r1");
  }

  @Test
  void withoutRecordedStatementsNothingIsSafe() throws Exception {
    Revision r1 = revision(SHOP, 1, first, null);
    List<Finding> findings =
        judge(with(2, "V2__drop.sql", "alter table orders drop column note;", statements()), r1);
    assertThat(find(findings, "CompatibilityUnknown").evidence())
        .containsEntry("verdict", "unknown")
        .containsEntry("objects", "orders.note");
  }

  @Test
  void mappedTablesNeedAMigration() throws Exception {
    String mapping =
        """
        {"version":1,"mapping":{"completeness":"complete","sources":["spring-data"],"tables":[
          {"name":"orders","columns":[{"name":"id"},{"name":"colour"}]},
          {"name":"jobs","columns":[{"name":"id"}]},{"name":"batches","columns":[]}]}}
        """;
    List<Finding> findings = judge(revision(SHOP, 1, first, mapping), null);
    assertThat(find(findings, "MissingTable").evidence()).containsEntry("tables", "jobs, batches");
    assertThat(find(findings, "MissingColumn").evidence())
        .containsEntry("columns", "orders.colour");
  }

  @Test
  void aMigrationThatFailsIsToldBeforeItIsTried() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements());
    List<Finding> findings =
        judge(with(2, "V2__typo.sql", "alter table ordres add column x int;", statements()), r1);
    Finding found = find(findings, "MigrationFails");
    assertThat(found.level()).isEqualTo(Level.BLOCKER);
    assertThat(found.message()).contains("V2__typo.sql", "\"ordres\" does not exist");
  }

  @Test
  void newCodeMustRunOnItsOwnSchema() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements());
    List<Finding> findings =
        judge(
            with(
                2,
                "V2__add.sql",
                "alter table orders add column gift boolean;",
                statements("select gift from orders", "select colour from orders")),
            r1);
    assertThat(find(findings, "StatementFails").message())
        .contains("colour")
        .doesNotContain("gift");
    assertThat(find(findings, "MigrateFirst").message()).contains("1 of its statements");
  }

  @Test
  void rowsOfTodayDecideWhatOnlyValuesCanTell() throws Exception {
    String writes = "insert into orders (id, note) values (?, ?)";
    Revision r1 = revision(SHOP, 1, first, statements(writes));
    String tighten =
        "update orders set note = '' where note is null;"
            + " alter table orders alter column note set not null;";
    target("insert into orders (id, note) values (1, 'x')");
    List<Finding> obeying = judge(with(2, "V2__not_null.sql", tighten, statements()), r1);
    assertThat(rules(obeying, Level.BLOCKER)).isEmpty();
    assertThat(find(obeying, "MayBreak").evidence()).containsEntry("objects", "orders.note");
    target("insert into orders (id) values (2)");
    List<Finding> violating = judge(with(3, "V2__not_null.sql", tighten, statements()), r1);
    assertThat(rules(violating, Level.BLOCKER)).containsExactly("NotRollbackSafe");
  }

  @Test
  void locksAndRewritesAreMeasured() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements());
    List<Finding> findings =
        judge(
            with(
                2,
                "V2__type.sql",
                "alter table orders alter column id type numeric;",
                statements()),
            r1);
    assertThat(find(findings, "RewritesTable").evidence())
        .containsEntry("tables", "orders")
        .containsEntry("lock", "AccessExclusiveLock");
    List<Finding> index =
        judge(with(3, "V2__index.sql", "create index on orders (note);", statements()), r1);
    assertThat(find(index, "LocksTable").message()).contains("orders (ShareLock)");
  }

  @Test
  void anIndexThatIsBuiltConcurrentlyIsToldOfAndDoesNotHang() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements());
    List<Finding> findings =
        judge(
            with(2, "V2__index.sql", "create index concurrently on orders (note);", statements()),
            r1);
    assertThat(find(findings, "ConcurrentIndex").remedy()).contains("transactional-lock");
    assertThat(rules(findings, Level.BLOCKER)).isEmpty();
  }

  @Test
  void tellsWhatWasDoneByHand() throws Exception {
    target(
        "create table flyway_schema_history (installed_rank int, version text, script text,"
            + " type text, success boolean);"
            + " insert into flyway_schema_history values (1, '1', 'V1__orders.sql', 'SQL', true);"
            + " alter table orders add column by_hand int; create index quick on orders (price)");
    Revision r1 = revision(SHOP, 1, first, statements());
    List<Finding> findings =
        judge(
            with(2, "V2__add.sql", "alter table orders add column gift boolean;", statements()),
            r1);
    Finding drift = find(findings, "SchemaDrift");
    assertThat(drift.level()).isEqualTo(Level.WARNING);
    assertThat(drift.message()).contains("has orders.by_hand", "has the index quick");
  }

  @Test
  void whatNoWayBackBringsAgainIsToldAlsoWhereNobodyMissesIt() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements("select id from orders where id = ?"));
    Revision r2 =
        with(
            2,
            "V2__tidy.sql",
            "alter table orders drop column note; create table scrap (id int);\n"
                + "-- truncate nothing;\ndelete from orders where id < 7; truncate table only orders",
            statements("select id from orders where id = ?"));
    Finding told = find(judge(r2, r1), "Irreversible");
    assertThat(told.level()).isEqualTo(Level.WARNING);
    assertThat(told.evidence())
        .isEqualTo(Map.of("objects", "orders.note, rows of orders (V2__tidy.sql)"));
    Revision renames =
        with(4, "V2__name.sql", "alter table orders rename column note to remark", statements());
    assertThat(rules(judge(renames, r1), Level.WARNING)).doesNotContain("Irreversible");
    Revision adds = with(3, "V2__adds.sql", "create table scrap (id int)", statements());
    assertThat(rules(judge(adds, r1), Level.WARNING)).doesNotContain("Irreversible");
  }

  @Test
  void theOldFlywayIsAsked() throws Exception {
    var old = new LinkedHashMap<>(first);
    old.put("V3__third.sql", "create table third (id int);");
    var now = new LinkedHashMap<>(old);
    now.put("V2__second.sql", "create table second (id int);");
    List<Finding> findings =
        judge(revision(SHOP, 2, now, statements()), revision(SHOP, 1, old, statements()));
    assertThat(find(findings, "OldFlywayRefuses").message()).contains("r1", "2");
  }

  @Test
  void whatCannotBeReadIsRefusedWithItsReason() throws Exception {
    Revision r1 = revision(SHOP, 1, first, statements());
    assertThat(
            find(judge(revision(SHOP, 2, first, "{\"version\":7}"), r1), "ContractInvalid")
                .message())
        .contains("version is 7");
    assertThat(find(judge(revision(SHOP, 3, first, "nonsense"), r1), "ContractInvalid").message())
        .contains("no JSON");
  }

  private List<Finding> judge(Revision candidate, @Nullable Revision stable, Revision... others) {
    var postgres = new OperatorServer(url("postgres"), "postgres", "postgres");
    Target target =
        new Target() {
          @Override
          public String identity() {
            return "target";
          }

          @Override
          public String login() {
            return "postgres";
          }

          @Override
          public Connection open() throws SQLException {
            return server.getDatabase("postgres", "target").getConnection();
          }
        };
    return new CompatibilityGate(revision -> Optional.of(target), postgres)
        .judge(
            new Subject(
                candidate,
                stable,
                List.of(others),
                VerificationPolicy.applying(),
                new FencingToken(1),
                Subject.Occasion.QUESTION,
                "tester"));
  }

  private static String url(String database) {
    return "jdbc:postgresql://localhost:%d/%s".formatted(server.getPort(), database);
  }

  private Revision with(int number, String script, String sql, String contract) throws IOException {
    var scripts = new LinkedHashMap<>(first);
    scripts.put(script, sql);
    return revision(SHOP, number, scripts, contract);
  }

  private Revision revision(
      ServiceName service, int number, Map<String, String> scripts, @Nullable String contract)
      throws IOException {
    return new Jars(directory).revision(service, number, scripts, contract);
  }

  private static String statements(String... sql) {
    return Jars.statements(sql);
  }

  private static Finding find(List<Finding> findings, String rule) {
    return findings.stream()
        .filter(each -> each.rule().equals(rule))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + rule + " in " + findings));
  }

  private static List<String> rules(List<Finding> findings, Level level) {
    return findings.stream().filter(each -> each.level() == level).map(Finding::rule).toList();
  }

  private static void admin(String sql) throws SQLException {
    try (var connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void target(String sql) throws SQLException {
    try (var connection = server.getDatabase("postgres", "target").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
