package dev.belay.controlplane.safety;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rollbacks of which people say that they were wrong: what Belay's promises are measured by.
 * The newest {@value #KEPT} are kept.
 */
public class Disputes {

  public static final int KEPT = 1_000;

  private final JdbcClient jdbc;
  private final Clock clock;

  Disputes(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** One that is disputed already stays so, with its first author. */
  public Dispute dispute(RevisionId rollout, String by, String reason) {
    var dispute = new Dispute(rollout, by, reason, clock.instant());
    try {
      jdbc.sql(
              "insert into dispute (service, number, by_whom, reason, disputed_at) values (?, ?, ?, ?, ?)")
          .param(rollout.service().value())
          .param(rollout.number())
          .param(by)
          .param(reason)
          .param(dispute.at().atOffset(ZoneOffset.UTC))
          .update();
    } catch (DuplicateKeyException e) {
      return of(rollout).orElse(dispute);
    }
    jdbc.sql(
            "delete from dispute where disputed_at < (select min(disputed_at) from (select disputed_at from dispute order by disputed_at desc fetch first %d rows only) as newest)"
                .formatted(KEPT))
        .update();
    return dispute;
  }

  /** Whether there was one to withdraw. */
  public boolean withdraw(RevisionId rollout) {
    return jdbc.sql("delete from dispute where service = ? and number = ?")
            .param(rollout.service().value())
            .param(rollout.number())
            .update()
        > 0;
  }

  public Optional<Dispute> of(RevisionId rollout) {
    return jdbc.sql("select * from dispute where service = ? and number = ?")
        .params(rollout.service().value(), rollout.number())
        .query(Disputes::read)
        .optional();
  }

  /** The newest first. */
  public List<Dispute> all() {
    return jdbc.sql("select * from dispute order by disputed_at desc, service, number")
        .query(Disputes::read)
        .list();
  }

  private static Dispute read(ResultSet row, int index) throws SQLException {
    return new Dispute(
        new RevisionId(new ServiceName(row.getString("service")), row.getInt("number")),
        row.getString("by_whom"),
        row.getString("reason"),
        row.getObject("disputed_at", OffsetDateTime.class).toInstant());
  }
}
