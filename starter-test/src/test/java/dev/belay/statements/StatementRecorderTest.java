package dev.belay.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.statements.Described.Column;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatementRecorderTest {

  private static final String CANARY = "canary-3f9a";
  private static EmbeddedPostgres server;

  @TempDir static Path classes;
  private static ServiceClass.Service service;

  private final Recording recording = new Recording();
  private DataSource source;
  private JdbcClient jdbc;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    JdbcClient.create(server.getPostgresDatabase())
        .sql("create table orders (id uuid primary key, note varchar(80), made timestamptz)")
        .update();
    service = ServiceClass.compiledInto(classes);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void record() {
    source =
        StatementRecorder.recording(
            server.getPostgresDatabase(), recording, new Origin(List.of(classes)));
    jdbc = JdbcClient.create(source);
  }

  private Map<String, Recording.Counted> recorded() {
    return recording.statements();
  }

  @Test
  void recordsTypesColumnsAndCallsOfTheServicesStatements() {
    String insertion = "insert into orders (id, note, made) values (?, ?, ?)";
    for (int i = 0; i < 3; i++) {
      var now = Instant.now().atOffset(ZoneOffset.UTC);
      service.send(jdbc, insertion, UUID.randomUUID(), CANARY, now);
    }
    String reading = "select note as n, upper(note) as u from orders where id = ? and note = ?";
    service.send(jdbc, reading, UUID.randomUUID(), CANARY);

    var insert = recorded().get(insertion);
    assertThat(insert.described().parameters()).containsExactly("uuid", "varchar", "timestamptz");
    assertThat(insert.described().columns()).isEmpty();
    assertThat(insert.calls().sum()).isEqualTo(3);
    var select = recorded().get(reading);
    assertThat(select.described().parameters()).containsExactly("uuid", "varchar");
    assertThat(select.described().columns())
        .containsExactly(
            new Column("n", "varchar", "public.orders", "note"),
            new Column("u", "text", null, null));
    assertThat(recorded()).hasSize(2);
  }

  @Test
  void leavesOutWhatTestsSend() {
    jdbc.sql("select count(*) from orders").query(Long.class).single();
    // A test's class that the service calls: the nearest one decides.
    service.call(() -> jdbc.sql("select id from orders").query().listOfRows());

    assertThat(recorded()).isEmpty();
  }

  @Test
  void leavesOutWhatFailsAndWhatMayCarryValuesInItsText() {
    assertThatThrownBy(() -> service.send(jdbc, "select nothing from orders where id = ?", 1))
        .isInstanceOf(DataAccessException.class);
    service.send(jdbc, "select id from orders where note = '" + CANARY + "'");
    service.send(jdbc, "select id from orders limit 42");
    service.send(jdbc, "select id from orders");

    assertThat(recorded()).containsOnlyKeys("select id from orders");
  }

  @Test
  void theServicesTransactionGoesOnAfterItsStatementWasDescribed() throws Exception {
    service.inOneTransaction(source, UUID.randomUUID(), CANARY);

    assertThat(recorded())
        .containsOnlyKeys(
            "insert into orders (id, note) values (?, ?)", "select note from orders where id = ?");
  }

  @Test
  void isBounded() {
    for (int i = 0; i < Recording.MAX_STATEMENTS + 7; i++) {
      recording.add("select c" + i + " from t", () -> Described.NOTHING);
    }
    recording.add("select '" + "x".repeat(Recording.MAX_CHARACTERS), () -> Described.NOTHING);

    assertThat(recorded()).hasSize(Recording.MAX_STATEMENTS);
  }

  @Test
  void writesOneLineForEachStatementAndNoValue(@TempDir Path directory) throws Exception {
    service.send(jdbc, "update orders set note = ? where id = ?", CANARY, UUID.randomUUID());
    Files.writeString(directory.resolve("0ld-1.ndjson"), "{}");

    Path written = new StatementFiles(directory, "abc").write(recorded());

    assertThat(written.getFileName().toString()).startsWith("abc-").endsWith(".ndjson");
    assertThat(Files.readString(written)).doesNotContain(CANARY);
    JsonNode line = JsonMapper.shared().readTree(Files.readAllLines(written).get(0));
    assertThat(line.get("sql").asString()).isEqualTo("update orders set note = ? where id = ?");
    assertThat(line.get("parameters").toString()).isEqualTo("[\"varchar\",\"uuid\"]");
    assertThat(line.get("writes").asBoolean()).isTrue();
    assertThat(line.get("calls").asInt()).isEqualTo(1);
    assertThat(directory.resolve("0ld-1.ndjson")).doesNotExist();
  }

  @Test
  void keepsTheClassOfADataSourceAndItsOwnMethods() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                DataSourceAutoConfiguration.class, StatementRecorderAutoConfiguration.class))
        .withPropertyValues("spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"))
        .run(context -> {
          assertThat(context).hasNotFailed();
          var pool = context.getBean(com.zaxxer.hikari.HikariDataSource.class);
          assertThat(pool.getJdbcUrl()).contains("postgres");
          try (var connection = pool.getConnection()) {
            assertThat(java.lang.reflect.Proxy.isProxyClass(connection.getClass())).isTrue();
          }
        });
  }
}
