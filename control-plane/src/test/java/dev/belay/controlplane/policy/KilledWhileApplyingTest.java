package dev.belay.controlplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.rollout.Ends;
import dev.belay.controlplane.rollout.JdbcStores;
import dev.belay.controlplane.rollout.RolloutStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A document and the rollout that it starts are one write, whenever the process is killed. */
class KilledWhileApplyingTest {

  private static final ServiceName SHOP = new ServiceName("shop");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"after-the-document,false", "after-the-rollout,true"})
  void leavesBothOrNone(String when, boolean both) throws Exception {
    var child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Child.class.getName(),
                    directory.toString(),
                    when))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    try {
      assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).as("halted where it was told to").isEqualTo(137);
    } finally {
      child.destroyForcibly();
    }

    RolloutStore rollouts = JdbcStores.migrated(database(directory));
    var applied = new JdbcAppliedPolicies(JdbcClient.create(database(directory)));
    assertThat(rollouts.newest(SHOP, 5)).hasSize(both ? 1 : 0);
    assertThat(applied.find(SHOP).map(AppliedPolicy::revision).map(RevisionId::label))
        .isEqualTo(both ? java.util.Optional.of("r1") : java.util.Optional.empty());
  }

  static JdbcDataSource database(Path directory) {
    var database = new JdbcDataSource();
    database.setURL("jdbc:h2:file:" + directory.resolve("releases") + ";WRITE_DELAY=0");
    return database;
  }

  /** Applies, and is gone in the middle as if by kill -9. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) {
      var database = database(Path.of(arguments[0]));
      boolean early = arguments[1].equals("after-the-document");
      RolloutStore rollouts = JdbcStores.migrated(database);
      var applied = new JdbcAppliedPolicies(JdbcClient.create(database));
      rollouts.create(
          SHOP,
          id -> {
            applied.put(policy(id));
            if (early) {
              Runtime.getRuntime().halt(137);
            }
            return Ends.open(
                new Revision(
                    id, Path.of("/shop.jar"), new Digest("ab".repeat(32)), Settings.none(), 1));
          });
      Runtime.getRuntime().halt(137);
    }

    private static AppliedPolicy policy(RevisionId revision) {
      String text = PolicyCorpus.with("bake: 5m");
      PolicyDocument document = PolicyParser.parse(text, Path.of("/"), null);
      return new AppliedPolicy(
          revision,
          text,
          PolicyFacts.of(document, new Digest("ab".repeat(32)), 1),
          document.policy(),
          "operator",
          Instant.parse("2026-11-22T12:00:00Z"));
    }
  }
}
