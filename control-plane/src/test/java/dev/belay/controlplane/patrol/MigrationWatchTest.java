package dev.belay.controlplane.patrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.platform.TargetDatabases.Target;
import dev.belay.controlplane.verification.AppliedScripts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** On a real PostgreSQL that a real Flyway has migrated. */
class MigrationWatchTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static EmbeddedPostgres server;
  private static int databases;

  @TempDir Path directory;
  private String database;
  private boolean reachable = true;
  private int asked;
  private MigrationWatch watch;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void database() {
    database = "watched" + databases++;
    JdbcClient.create(server.getPostgresDatabase()).sql("create database " + database).update();
    watch = new MigrationWatch(new AppliedScripts(revision -> Optional.of(new Reached())));
  }

  private final class Reached implements Target {

    @Override
    public String identity() {
      return database;
    }

    @Override
    public Connection open() throws SQLException {
      asked++;
      if (!reachable) {
        throw new SQLException("Connection refused", "08001");
      }
      return server.getDatabase("postgres", database).getConnection();
    }

    @Override
    public String login() {
      return "postgres";
    }
  }

  private Path scripts(int... versions) throws IOException {
    Path scripts = Files.createTempDirectory(directory, "scripts");
    for (int version : versions) {
      Files.writeString(
          scripts.resolve("V" + version + "__t.sql"), "create table t" + version + " (id int);");
    }
    return scripts;
  }

  private Flyway flyway(Path scripts) {
    return Flyway.configure()
        .dataSource(server.getDatabase("postgres", database))
        .locations("filesystem:" + scripts)
        .load();
  }

  /** With the checksums that Flyway itself counts. */
  private Revision bringing(Path scripts) throws IOException {
    String listed =
        Stream.of(flyway(scripts).info().all())
            .filter(
                each -> each.getPhysicalLocation() != null && !each.getPhysicalLocation().isEmpty())
            .map(MigrationWatchTest::json)
            .collect(Collectors.joining(","));
    return bringing(
        "{\"version\":1,\"migrations\":{\"completeness\":\"complete\",\"scripts\":[%s]}}"
            .formatted(listed));
  }

  private static String json(MigrationInfo each) {
    return "{\"version\":\"%s\",\"script\":\"%s\",\"location\":\"db/migration\",\"checksum\":%d,\"kind\":\"versioned\"}"
        .formatted(each.getVersion(), each.getScript(), each.getChecksum());
  }

  private Revision bringing(String contract) throws IOException {
    Path jar = Files.createTempFile(directory, "shop", ".jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("META-INF/release-contract.json"));
      out.write(contract.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    return new Revision(
        new RevisionId(SHOP, 3), jar, new Digest("0".repeat(64)), Settings.none(), 1);
  }

  private Optional<String> told(Revision revision, String... explained) {
    return watch.of(revision, () -> Set.of(explained), NOON).map(Drift::message);
  }

  @Test
  void saysNothingWhereTheDatabaseHasWhatTheRevisionBrings() throws IOException {
    Path scripts = scripts(1, 2);
    flyway(scripts).migrate();
    assertThat(told(bringing(scripts))).isEmpty();
  }

  @Test
  void namesWhatWasTakenAwayEditedFailedAndBroughtByOthers() throws IOException {
    Path scripts = scripts(1, 2, 10, 9, 3);
    Revision r3 = bringing(scripts(1, 2, 9, 10, 11));
    flyway(scripts).migrate();
    JdbcClient jdbc = JdbcClient.create(server.getDatabase("postgres", database));
    jdbc.sql("update flyway_schema_history set checksum = checksum + 1 where version = '2'")
        .update();
    jdbc.sql("update flyway_schema_history set success = false where version = '9'").update();

    assertThat(told(r3))
        .contains(
            "The database of shop, which r3 was made for, lacks V11; has V2 with another content;"
                + " has V9 as failed; has V3, which it does not bring: somebody else migrated it, or a release that was"
                + " rolled back left it");
  }

  @Test
  void whatAReleaseHasAppliedStaysAndIsNoDrift() throws IOException {
    flyway(scripts(1, 2)).migrate();
    Revision r3 = bringing(scripts(1));
    assertThat(told(r3)).hasValueSatisfying(words -> assertThat(words).contains("has V2"));
    assertThat(told(r3, "V2")).isEmpty();
  }

  @Test
  void aDatabaseThatWasNeverMigratedLacksAll() throws IOException {
    assertThat(told(bringing(scripts(1, 2))))
        .hasValueSatisfying(words -> assertThat(words).endsWith("lacks V1, V2"));
  }

  @Test
  void whatLiesBelowABaselineIsNotMissed() throws IOException {
    Path scripts = scripts(1, 2, 3);
    Flyway.configure()
        .dataSource(server.getDatabase("postgres", database))
        .locations("filesystem:" + scripts)
        .baselineVersion("2")
        .load()
        .baseline();
    assertThat(told(bringing(scripts)))
        .hasValueSatisfying(words -> assertThat(words).endsWith("lacks V3"));
  }

  @Test
  void saysNothingWithoutAContractOrWithoutADatabase() throws IOException {
    assertThat(told(bringing("{\"version\":1}"))).isEmpty();
    assertThat(told(bringing("no contract at all"))).isEmpty();
    Revision gone = bringing(scripts(1));
    Files.delete(gone.artifact());
    watch = new MigrationWatch(new AppliedScripts(revision -> Optional.empty()));
    assertThat(told(gone)).isEmpty();
  }

  @Test
  void aDatabaseThatCannotBeAskedIsUnknownInWordsThatStayTheSame() throws IOException {
    Path scripts = scripts(1);
    flyway(scripts).migrate();
    Revision r3 = bringing(scripts);
    reachable = false;
    Drift first = watch.of(r3, Set::of, NOON).orElseThrow();
    assertThat(first.kind()).isEqualTo(Drift.Kind.MIGRATIONS_UNKNOWN);
    assertThat(first.message())
        .isEqualTo(
            "Whether the database of shop has the migrations of r3 cannot be told: it, or the"
                + " artifact, could not be read within 5 s");
    assertThat(watch.of(r3, Set::of, NOON.plusSeconds(61))).contains(first);
    assertThat(asked).isEqualTo(2);

    reachable = true;
    assertThat(watch.of(r3, Set::of, NOON.plusSeconds(122))).isEmpty();
  }

  @Test
  void doesNotWaitForADatabaseThatDoesNotAnswer() throws Exception {
    Path scripts = scripts(1);
    flyway(scripts).migrate();
    Revision r3 = bringing(scripts);
    watch =
        new MigrationWatch(
            new AppliedScripts(revision -> Optional.of(new Reached())), Duration.ofMillis(300));
    try (Connection other = server.getDatabase("postgres", database).getConnection();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table flyway_schema_history in access exclusive mode");
      assertThat(watch.of(r3, Set::of, NOON).map(Drift::kind))
          .contains(Drift.Kind.MIGRATIONS_UNKNOWN);
    }
  }

  @Test
  void aVersionThatIsNoneIsUnknownAndHoldsUpNobody() throws IOException {
    flyway(scripts(1)).migrate();
    Revision odd =
        bringing(
            "{\"version\":1,\"migrations\":{\"completeness\":\"complete\",\"scripts\":["
                + "{\"version\":\"one\",\"script\":\"a\"},{\"version\":\"2\",\"script\":\"b\"}]}}");
    assertThat(watch.of(odd, Set::of, NOON).map(Drift::kind))
        .contains(Drift.Kind.MIGRATIONS_UNKNOWN);
  }

  @Test
  void namesTwentyAndCountsTheRest() throws IOException {
    assertThat(told(bringing(scripts(IntStream.rangeClosed(1, 23).toArray()))))
        .hasValueSatisfying(words -> assertThat(words).endsWith("V19, V20 and 3 more"));
  }

  @Test
  void readsTheTableThatTheReleaseNames() throws IOException {
    Path scripts = scripts(1, 2);
    Flyway.configure()
        .dataSource(server.getDatabase("postgres", database))
        .locations("filesystem:" + scripts)
        .defaultSchema("own")
        .table("Made_Here")
        .load()
        .migrate();
    JdbcClient.create(server.getDatabase("postgres", database))
        .sql("delete from own.\"Made_Here\" where version = '2'")
        .update();
    Revision r3 = bringing(scripts);
    assertThat(told(r3)).as("one of another name is no missing one").isEmpty();
    Map<String, String> named =
        Map.of("SPRING_FLYWAY_TABLE", "Made_Here", "SPRING_FLYWAY_SCHEMAS", "own,public");
    Revision naming =
        new Revision(r3.id(), r3.artifact(), r3.digest(), new Settings(named), r3.instances());
    assertThat(told(naming)).hasValueSatisfying(words -> assertThat(words).endsWith("lacks V2"));
  }

  @Test
  void leavesNothingBehindInTheDatabase() throws IOException {
    Path scripts = scripts(1);
    flyway(scripts).migrate();
    told(bringing(scripts));
    assertThat(
            JdbcClient.create(server.getPostgresDatabase())
                .sql(
                    "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
                        + " where d.datname = ?")
                .param(database)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void asksOnceAMinute() throws IOException {
    Path scripts = scripts(1);
    flyway(scripts).migrate();
    Revision r3 = bringing(scripts);
    told(r3);
    watch.of(r3, Set::of, NOON.plusSeconds(59));
    assertThat(asked).isEqualTo(1);
    watch.of(r3, Set::of, NOON.plusSeconds(60));
    assertThat(asked).isEqualTo(2);
  }
}
