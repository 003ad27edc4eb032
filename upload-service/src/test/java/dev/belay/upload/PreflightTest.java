package dev.belay.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service's preflight, a real process against a real PostgreSQL. */
class PreflightTest {

  private static final String LOCATIONS = "classpath:db/migration,classpath:db/api-keys";

  private static final String PREFIX = "belay preflight report: ";
  private static final String READ_ONLY = "?options=-c%20default_transaction_read_only=on";

  @TempDir Path directory;

  private final Databases.Prepared database = Databases.prepared();

  private record Run(int exitCode, JsonNode report) {}

  private Run preflight(Map<String, String> otherwise) throws Exception {
    var command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dbelay.preflight=on",
            "-cp",
            System.getProperty("java.class.path"),
            UploadApplication.class.getName());
    Map<String, String> environment = command.environment();
    environment.put("BELAY_REVISION", "r7");
    environment.put("API_KEY", "k".repeat(40));
    environment.put("UPLOAD_STORE_DIRECTORY", directory.toString());
    environment.put("SPRING_DATASOURCE_URL", database.url());
    environment.put("SPRING_DATASOURCE_USERNAME", database.user());
    environment.put("SPRING_FLYWAY_ENABLED", "false");
    environment.put("SPRING_FLYWAY_URL", database.url() + READ_ONLY);
    environment.put("SPRING_FLYWAY_USER", database.owner());
    environment.putAll(otherwise);
    Process process = command.redirectErrorStream(true).start();
    try {
      List<String> lines = process.inputReader().lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<String> reports = lines.stream().filter(line -> line.startsWith(PREFIX)).toList();
      assertThat(reports).as(String.join("\n", lines)).hasSize(1);
      return new Run(
          process.exitValue(),
          new JsonMapper().readTree(reports.getFirst().substring(PREFIX.length())));
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> states(Run run) {
    return run.report()
        .path("migrations")
        .valueStream()
        .map(each ->
            each.path("version").asString()
                + " "
                + each.path("state").asString()
                + " "
                + each.path("checksumMatches").asBoolean())
        .toList();
  }

  private Flyway flyway() {
    return Flyway.configure()
        .dataSource(database.url(), database.owner(), "")
        .locations(LOCATIONS.split(","))
        .load();
  }

  @Test
  void tellsWhatIsPendingAndAppliesNothing() throws Exception {
    Run run = preflight(Map.of());
    assertThat(run.exitCode()).as(run.report().toPrettyString()).isZero();
    assertThat(states(run))
        .containsExactly(
            "1 PENDING true",
            "2 PENDING true",
            "3 PENDING true",
            "4 PENDING true",
            "5 PENDING true",
            "10 PENDING true",
            "11 PENDING true",
            "12 PENDING true");
    assertThat(run.report().path("checks").valueStream().map(each -> each.path("name").asString()))
        .contains("database", "store");
    try (Connection connection =
            database.server().getDatabase("postgres", database.name()).getConnection();
        ResultSet tables =
            connection
                .createStatement()
                .executeQuery("select count(*) from pg_tables where schemaname = 'public'")) {
      tables.next();
      assertThat(tables.getInt(1)).as("not even Flyway's own table").isZero();
    }
    try (var left = Files.walk(directory)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void tellsThatAnAppliedMigrationReadsOtherwiseNow() throws Exception {
    flyway().migrate();
    try (Connection connection =
        database.server().getDatabase("postgres", database.name()).getConnection()) {
      connection
          .createStatement()
          .executeUpdate(
              "update flyway_schema_history set checksum = checksum + 1 where version = '1'");
    }
    Run run = preflight(Map.of());
    assertThat(states(run))
        .containsExactly(
            "1 SUCCESS false",
            "2 SUCCESS true",
            "3 SUCCESS true",
            "4 SUCCESS true",
            "5 SUCCESS true",
            "10 SUCCESS true",
            "11 SUCCESS true",
            "12 SUCCESS true");
  }

  @Test
  void whatIsPendingIsToldHoweverManyAreApplied() throws Exception {
    Path many = Files.createDirectory(directory.resolve("many"));
    for (int version = 100; version < 700; version++) {
      Files.writeString(many.resolve("V" + version + "__nothing.sql"), "select 1;");
    }
    String locations = LOCATIONS + ",filesystem:" + many;
    Flyway.configure()
        .dataSource(database.url(), database.owner(), "")
        .locations(locations.split(","))
        .group(true)
        .load()
        .migrate();
    Files.writeString(many.resolve("V700__pending.sql"), "select 1;");

    Run run = preflight(Map.of("SPRING_FLYWAY_LOCATIONS", locations));

    assertThat(states(run).getFirst()).isEqualTo("700 PENDING true");
    assertThat(run.report().path("migrations").size()).isEqualTo(501);
    assertThat(run.report().path("migrationsInAll").asInt()).isEqualTo(609);
  }

  @Test
  void tellsAllThatIsWrongAtOnce() throws Exception {
    flyway().migrate();
    Path file = Files.createFile(directory.resolve("file"));
    Run run =
        preflight(
            Map.of(
                "API_KEY",
                "",
                "UPLOAD_STORE_DIRECTORY",
                file.toString(),
                "SPRING_DATASOURCE_USERNAME",
                "nobody"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(
            run.report().path("settings").valueStream().map(each -> each.path("name").asString()))
        .contains("API_KEY");
    assertThat(states(run))
        .containsExactly(
            "1 SUCCESS true",
            "2 SUCCESS true",
            "3 SUCCESS true",
            "4 SUCCESS true",
            "5 SUCCESS true",
            "10 SUCCESS true",
            "11 SUCCESS true",
            "12 SUCCESS true");
  }
}
