package dev.belay.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a run that migrates says it has applied, a real process against a real PostgreSQL. */
class MigrationReportTest {

  private static final String[] OWN = {
    "1 V1__uploaded_files.sql",
    "2 V2__generation_jobs.sql",
    "3 V3__api_keys.sql",
    "4 V4__uploaded_files_api_key.sql",
    "5 V5__idempotency_keys.sql",
    "10 V10__webhooks.sql",
    "11 V11__retention.sql",
    "12 V12__resumable_uploads.sql"
  };

  private static final String PREFIX = "belay preflight report: ";

  @TempDir Path directory;

  private final Databases.Prepared database = Databases.prepared();

  private record Run(int exitCode, List<String> applied) {}

  private Run migrate(Map<String, String> otherwise) throws Exception {
    var command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dspring.context.exit=onRefresh",
            "-Dbelay.startup-check=off",
            "-Dbelay.migration-report=on",
            "-cp",
            System.getProperty("java.class.path"),
            UploadApplication.class.getName());
    Map<String, String> environment = command.environment();
    environment.put("BELAY_REVISION", "r7");
    environment.put("API_KEY", "k".repeat(40));
    environment.put("SERVER_PORT", "0");
    environment.put("UPLOAD_STORE_DIRECTORY", directory.toString());
    environment.put("SPRING_DATASOURCE_URL", database.url());
    environment.put("SPRING_DATASOURCE_USERNAME", database.user());
    environment.put("SPRING_FLYWAY_ENABLED", "true");
    environment.put("SPRING_FLYWAY_URL", database.url());
    environment.put("SPRING_FLYWAY_USER", database.owner());
    environment.putAll(otherwise);
    Process process = command.redirectErrorStream(true).start();
    try {
      List<String> lines = process.inputReader().lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<String> reports = lines.stream().filter(line -> line.startsWith(PREFIX)).toList();
      assertThat(reports).as(String.join("\n", lines)).isNotEmpty();
      JsonNode last = new JsonMapper().readTree(reports.getLast().substring(PREFIX.length()));
      return new Run(
          process.exitValue(),
          last.path("applied")
              .valueStream()
              .map(each -> each.path("version").asString("") + " " + each.path("script").asString())
              .toList());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void namesWhatItAppliedAndNothingTheSecondTime() throws Exception {
    Run first = migrate(Map.of());
    assertThat(first.exitCode()).isZero();
    assertThat(first.applied()).containsExactly(OWN);
    assertThat(migrate(Map.of()).applied()).isEmpty();
  }

  @Test
  void oneThatFailsNamesWhatIsCommittedAndNoMore() throws Exception {
    Path more = Files.createDirectory(directory.resolve("more"));
    Files.writeString(
        more.resolve("V100__refused_at_commit.sql"),
        """
        create table once (id int unique deferrable initially deferred);
        insert into once values (1), (1);
        """);
    Run run =
        migrate(
            Map.of(
                "SPRING_FLYWAY_LOCATIONS",
                "classpath:db/migration,classpath:db/api-keys,filesystem:" + more));
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.applied()).containsExactly(OWN);
  }
}
