package dev.belay.controlplane.verification.compatibility;

import static dev.belay.controlplane.verification.compatibility.Judging.blockers;
import static dev.belay.controlplane.verification.compatibility.Judging.find;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Finding.Level;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By how much the code counts on, and by how much the database does. */
class SequencesTest {

  private static final ServiceName SHOP = new ServiceName("shop");

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

  @Test
  void smallerStepsThanTheCodeCountsInGiveTheSameKeysTwice() throws Exception {
    List<Finding> findings = judge(50, "alter sequence orders_seq increment by 1;", 1);

    Finding found = find(findings, "NotRollbackSafe");
    assertThat(found.level()).isEqualTo(Level.BLOCKER);
    assertThat(found.message()).contains("counts by 1, and the code by 50", "same keys twice");
    assertThat(found.evidence()).containsEntry("objects", "orders_seq");
    assertThat(blockers(findings)).as("the new code counts as the schema does").hasSize(1);
  }

  @Test
  void codeThatAsksForEachKeyLivesWithLargerSteps() throws Exception {
    List<Finding> findings = judge(1, "alter sequence orders_seq increment by 50;", 50);

    assertThat(blockers(findings)).isEmpty();
    assertThat(find(findings, "MayBreak").message()).contains("orders_seq", "gaps");
    assertThat(find(findings, "WayBack").message()).isEqualTo("You may go back to r1");
  }

  @Test
  void theSameStepIsNothingToTellOf() throws Exception {
    List<Finding> findings = judge(50, "alter sequence orders_seq increment by 50 cache 2;", 50);

    assertThat(findings).noneMatch(each -> each.message().contains("orders_seq"));
  }

  @Test
  void newCodeIsHeldAgainstItsOwnSchema() throws Exception {
    List<Finding> findings = judge(1, "alter table orders add column gift boolean;", 50);

    Finding found = find(findings, "SequenceMismatch");
    assertThat(found.level()).isEqualTo(Level.BLOCKER);
    assertThat(found.message()).contains("orders_seq counts by 1, and the code by 50");
    assertThat(found.evidence()).containsEntry("sequences", "orders_seq");
    assertThat(blockers(findings)).containsExactly("SequenceMismatch");
  }

  @Test
  void largerStepsKeepHibernateFromStarting() throws Exception {
    assertThat(
            find(judge(50, "alter sequence orders_seq increment by 100;", 100), "NotRollbackSafe")
                .message())
        .contains("counts by 100, and the code by 50", "does not start")
        .doesNotContain("twice");
  }

  @Test
  void aSequenceThatIsDroppedIsMissed() throws Exception {
    List<Finding> findings = judge(50, "drop sequence orders_seq;", 50);

    assertThat(find(findings, "NotRollbackSafe").message()).contains("orders_seq", "not there");
    assertThat(find(findings, "SequenceMismatch").message()).contains("orders_seq", "not there");
  }

  @Test
  void aSequenceThatIsRenamedIsMissedByTheOldCodeOnly() throws Exception {
    List<Finding> findings =
        judge(
            contract("orders_seq", 50),
            "alter sequence orders_seq rename to order_keys;",
            contract("order_keys", 50));

    assertThat(find(findings, "NotRollbackSafe").evidence()).containsEntry("objects", "orders_seq");
    assertThat(blockers(findings)).containsExactly("NotRollbackSafe");
  }

  @Test
  void sequencesOfIdentityColumnsAndUnquotedNamesAreFound() throws Exception {
    List<Finding> findings =
        judge(
            contract("ORDERS_ID_seq", 1),
            "alter table orders add column gift boolean;",
            contract("ORDERS_ID_seq", 1));

    assertThat(findings).noneMatch(each -> each.message().toLowerCase().contains("seq"));
  }

  @Test
  void withoutAContractASmallerStepIsInQuestion() throws Exception {
    List<Finding> findings =
        judge(null, "alter sequence orders_seq increment by 1;", contract("orders_seq", 1), 50);

    assertThat(find(findings, "CompatibilityUnknown").evidence())
        .containsEntry("objects", "orders_seq");
  }

  @Test
  void whatWasWrongBeforeIsNotTheMigrationsDoing() throws Exception {
    List<Finding> findings =
        judge(
            contract("orders_seq", 50),
            "alter table orders add column gift boolean;",
            contract("orders_seq", 1),
            1);

    assertThat(blockers(findings)).isEmpty();
  }

  private List<Finding> judge(int step, String migration, int newStep) throws Exception {
    return judge(contract("orders_seq", step), migration, contract("orders_seq", newStep), step);
  }

  private List<Finding> judge(String old, String migration, String now) throws Exception {
    return judge(old, migration, now, 50);
  }

  private List<Finding> judge(@Nullable String old, String migration, String now, int made)
      throws Exception {
    var scripts =
        new LinkedHashMap<>(
            Map.of(
                "V1__orders.sql",
                "create table orders (id bigint generated by default as identity primary key);"
                    + " create sequence orders_seq increment by "
                    + made
                    + ";"));
    var jars = new Jars(directory);
    Revision stable = jars.revision(SHOP, 1, scripts, old);
    scripts.put("V2__next.sql", migration);
    Revision candidate = jars.revision(SHOP, 2, scripts, now);
    return Judging.on(server).judge(candidate, stable);
  }

  private static String contract(String sequence, int increment) {
    return """
    {"version":1,
     "mapping":{"completeness":"complete","sources":["jpa"],
       "tables":[{"name":"orders","columns":[{"name":"id"}]}],
       "sequences":[{"name":"%s","increment":%d}]},
     "statements":{"completeness":"complete","recorded":[]}}
    """
        .formatted(sequence, increment);
  }
}
