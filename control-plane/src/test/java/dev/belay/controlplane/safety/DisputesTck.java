package dev.belay.controlplane.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Disputes as each database keeps them. */
abstract class DisputesTck {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Ticking clock = new Ticking();
  private Disputes disputes;
  private DataSource database;

  abstract DataSource emptyDatabase() throws Exception;

  @BeforeEach
  void migrate() throws Exception {
    database = emptyDatabase();
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:dev/belay/controlplane/db")
        .load()
        .migrate();
    disputes = new Disputes(JdbcClient.create(database), clock);
  }

  @Test
  void whoDisputesWhatAndWhyIsKept() {
    Dispute said = disputes.dispute(revision(7), "ann", "the disk, \"ünïcödé\"\nand lines");
    assertThat(disputes.of(revision(7))).contains(said);
    assertThat(disputes.of(revision(8))).isEmpty();
    assertThat(new Disputes(JdbcClient.create(database), clock).all()).containsExactly(said);
  }

  @Test
  void whatIsDisputedAlreadyKeepsItsFirstAuthor() {
    Dispute first = disputes.dispute(revision(7), "ann", "the disk");
    assertThat(disputes.dispute(revision(7), "bob", "the network")).isEqualTo(first);
    assertThat(disputes.all()).containsExactly(first);
  }

  @Test
  void whatIsWithdrawnIsGone() {
    disputes.dispute(revision(7), "ann", "the disk");
    assertThat(disputes.withdraw(revision(7))).isTrue();
    assertThat(disputes.withdraw(revision(7))).isFalse();
    assertThat(disputes.all()).isEmpty();
  }

  @Test
  void theNewestAreKept() {
    for (int i = 1; i <= Disputes.KEPT + 3; i++) {
      disputes.dispute(revision(i), "ann", "");
    }
    assertThat(disputes.all()).hasSize(Disputes.KEPT);
    assertThat(disputes.of(revision(3))).isEmpty();
    assertThat(disputes.of(revision(4))).isPresent();
  }

  private static RevisionId revision(int number) {
    return new RevisionId(SHOP, number);
  }

  /** A second later at each look. */
  private static final class Ticking extends Clock {
    private Instant now = NOON;

    @Override
    public Instant instant() {
      now = now.plusSeconds(1);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
