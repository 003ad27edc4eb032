package dev.belay.controlplane.verification.job;

import static dev.belay.controlplane.verification.job.Subjects.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Gate;
import dev.belay.controlplane.verification.Verification;
import dev.belay.controlplane.verification.Verification.Looked;
import dev.belay.controlplane.verification.Verification.Outcome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A control plane that is killed in the middle of a gate, and the one that comes after it. */
class KilledWhileVerifyingTest {

  private static final Finding EARLIER =
      Finding.warning("Earlier", "seen before the kill", "none", Map.of());
  private static final Finding LATER = Finding.note("Later", "seen after it", "none", Map.of());

  @TempDir private Path directory;

  @Test
  void onH2() throws Exception {
    continues("jdbc:h2:file:" + directory.resolve("releases") + ";WRITE_DELAY=0");
  }

  @Test
  void onPostgres() throws Exception {
    try (var server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start()) {
      continues(server.getJdbcUrl("postgres", "postgres"));
    }
  }

  private void continues(String url) throws Exception {
    killInTheSecondGate(url);

    Jobs jobs = Jobs.on(database(url));
    assertThat(jobs.verifications().newest(SHOP, 1).getFirst().outcome())
        .isEqualTo(Outcome.UNDERWAY);
    JdbcClient.create(database(url)).sql("update control_plane set fencing_token = 2").update();
    Scripted first = Scripted.finding(Gate.ARTIFACT);
    Scripted second =
        Scripted.gate(
            Gate.CONFIGURATION,
            (subject, papers) ->
                papers.left("note").equals(java.util.Optional.of("from the first gate"))
                    ? List.of(LATER)
                    : List.of());
    Scripted third = Scripted.finding(Gate.MIGRATION);
    VerificationJobs verifier = jobs.with(first, second, third);
    verifier.takeOver(new FencingToken(2));
    assertThat(jobs.verifications().newest(SHOP, 1).getFirst().outcome())
        .isEqualTo(Outcome.INTERRUPTED);

    assertThat(verifier.verify(Subjects.release(2))).containsExactly(EARLIER, LATER);

    assertThat(first.looks).as("its step had ended").hasValue(0);
    assertThat(second.looks).hasValue(1);
    assertThat(third.looks).hasValue(1);
    Verification kept = jobs.verifications().newest(SHOP, 5).getFirst();
    assertThat(jobs.verifications().newest(SHOP, 5)).hasSize(1);
    assertThat(kept.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(kept.gates())
        .extracting(Looked::gate)
        .containsExactly(Gate.ARTIFACT, Gate.CONFIGURATION, Gate.MIGRATION);
    assertThat(
            JdbcClient.create(database(url))
                .sql("select status from batch_job_execution order by job_execution_id")
                .query(String.class)
                .list())
        .containsExactly("FAILED", "COMPLETED");
  }

  private void killInTheSecondGate(String url) throws IOException, InterruptedException {
    Path inside = directory.resolve("inside");
    var child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Child.class.getName(),
                    url,
                    inside.toString()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    try {
      await().atMost(Duration.ofSeconds(120)).until(() -> Files.exists(inside) || !child.isAlive());
      assertThat(child.isAlive())
          .as(() -> {
            try {
              return Files.readString(directory.resolve("output.txt"));
            } catch (IOException e) {
              return e.toString();
            }
          })
          .isTrue();
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private static DataSource database(String url) {
    if (url.startsWith("jdbc:h2:")) {
      var h2 = new JdbcDataSource();
      h2.setURL(url);
      return h2;
    }
    var postgres = new PGSimpleDataSource();
    postgres.setUrl(url);
    return postgres;
  }

  /** Verifies, and never gets out of the second gate. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) throws Exception {
      DataSource database = database(arguments[0]);
      Jobs jobs = Jobs.migrated(database);
      JdbcClient.create(database).sql("update control_plane set fencing_token = 1").update();
      jobs.with(
              Scripted.gate(
                  Gate.ARTIFACT,
                  (subject, papers) -> {
                    papers.leave("note", "from the first gate");
                    return List.of(EARLIER);
                  }),
              Scripted.gate(Gate.CONFIGURATION, (subject, papers) -> stay(arguments[1])),
              Scripted.finding(Gate.MIGRATION))
          .verify(Subjects.release(1));
    }

    private static List<Finding> stay(String inside) {
      try {
        Files.createFile(Path.of(inside));
        new CountDownLatch(1).await();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return List.of();
    }
  }
}
