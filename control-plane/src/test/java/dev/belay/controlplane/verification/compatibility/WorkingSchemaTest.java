package dev.belay.controlplane.verification.compatibility;

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
    Judging target = target("");
    target.run(HISTORY);

    Finding unknown = find(dropsNote(target), "CompatibilityUnknown");

    assertThat(unknown.message()).contains("the schema shop");
  }

  private static Judging target(String options) {
    return new Judging(server, "target", "postgres", options);
  }

  /** The old code reads what the new migration drops. */
  private List<Finding> dropsNote(Judging target) throws Exception {
    var scripts =
        new LinkedHashMap<>(
            Map.of("V1__orders.sql", "create table orders (id bigint primary key, note text);"));
    var jars = new Jars(directory);
    Revision stable =
        jars.revision(SHOP, 1, scripts, Jars.statements("select note from orders where id = ?"));
    scripts.put("V2__drop.sql", "alter table orders drop column note;");
    Revision candidate = jars.revision(SHOP, 2, scripts, Jars.statements());
    return target.judge(candidate, stable);
  }
}
