package dev.belay.controlplane.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.belay.controlplane.catalog.ServiceName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class SafetyTablesTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final ServiceName CART = new ServiceName("cart");
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private JdbcClient jdbc;

  @BeforeEach
  void migrate() {
    var database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:dev/belay/controlplane/db")
        .load()
        .migrate();
    jdbc = JdbcClient.create(database);
  }

  @Test
  void aFreezeHoldsItsServiceUntilItIsEnded() {
    var freezes = new Freezes(jdbc, NOON);

    freezes.freeze(SHOP, "ann", "black friday");

    assertThat(freezes.of(CART)).isEmpty();
    assertThat(freezes.of(SHOP).orElseThrow().summary())
        .isEqualTo("shop is frozen by ann: black friday");
    assertThat(freezes.unfreeze(CART)).isFalse();
    assertThat(freezes.unfreeze(SHOP)).isTrue();
    assertThat(freezes.of(SHOP)).isEmpty();
  }

  @Test
  void aFreezeOfEverythingHoldsEveryServiceAndKeepsItsFirstAuthor() {
    var freezes = new Freezes(jdbc, NOON);
    freezes.freeze(null, "ann", "");

    assertThat(freezes.freeze(null, "bob", "me too").by()).isEqualTo("ann");
    assertThat(freezes.of(CART).orElseThrow().summary()).isEqualTo("Everything is frozen by ann");
    assertThat(freezes.all()).hasSize(1);
  }

  @Test
  void aFreezeOfAnotherControlPlaneIsSeenWithinASecond() {
    var freezes = new Freezes(jdbc, NOON);
    assertThat(freezes.all()).isEmpty();
    new Freezes(jdbc, NOON).freeze(SHOP, "ann", "");

    var later = new Freezes(jdbc, Clock.offset(NOON, Duration.ofSeconds(1)));
    assertThat(later.of(SHOP)).isPresent();
  }

  @Test
  void theKillSwitchIsAFileAndNothingElse(@TempDir Path directory) throws Exception {
    var killSwitch = new KillSwitch(directory.resolve("kill-switch"));
    assertThat(killSwitch.pulled()).isFalse();
    Files.createFile(killSwitch.file());
    assertThat(killSwitch.pulled()).isTrue();
  }

  @Test
  void whatWasAskedIsWrittenDownWithWhatBecameOfIt() {
    var audit = new AuditLog(jdbc, NOON);

    audit.audited("ann", SHOP, "abort r7", "errors\nin the log", () -> "ok");
    assertThatThrownBy(() ->
            audit.audited(
                "bob",
                null,
                "unfreeze",
                "",
                () -> {
                  throw new IllegalStateException("not frozen");
                }))
        .hasMessage("not frozen");

    assertThat(audit.newest(null, 10))
        .extracting(AuditLog.Entry::by, AuditLog.Entry::action, AuditLog.Entry::outcome)
        .containsExactly(
            tuple("bob", "unfreeze", "refused: not frozen"), tuple("ann", "abort r7", "done"));
    assertThat(audit.newest(SHOP, 10))
        .singleElement()
        .satisfies(entry -> assertThat(entry.why()).isEqualTo("errors in the log"));
  }

  @Test
  void whatACrashCutOffStaysAsked() {
    var audit = new AuditLog(jdbc, NOON);
    try {
      audit.audited(
          "ann",
          SHOP,
          "undo",
          "",
          () -> {
            throw new StackOverflowError("as good as kill -9: nobody writes the end");
          });
    } catch (StackOverflowError e) {
      assertThat(audit.newest(SHOP, 1).getFirst().outcome()).isEqualTo("asked");
      return;
    }
    throw new AssertionError("it was swallowed");
  }

  @Test
  void aBoundedNumberOfEntriesIsKept() {
    var audit = new AuditLog(jdbc, NOON);
    audit.audited("ann", SHOP, "first", "", () -> "");
    jdbc.sql("alter table audit alter column id restart with " + (AuditLog.KEPT + 1)).update();
    audit.audited("ann", SHOP, "last", "", () -> "");

    assertThat(audit.newest(null, AuditLog.KEPT))
        .extracting(AuditLog.Entry::action)
        .containsExactly("last");
  }
}
