package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.RevisionId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Reports in H2 or PostgreSQL. */
class JdbcIncidentStore implements IncidentStore {

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;

  JdbcIncidentStore(JdbcClient jdbc, TransactionOperations transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  @Override
  public void save(IncidentReport report) {
    transactions.executeWithoutResult(status -> {
      delete(report.rollout());
      insert(report);
      forgetOldest(report.rollout());
    });
  }

  private void delete(RevisionId rollout) {
    jdbc.sql("delete from incident where service = ? and number = ?")
        .param(rollout.service().value())
        .param(rollout.number())
        .update();
  }

  private void insert(IncidentReport report) {
    jdbc.sql(
            """
            insert into incident (service, number, cause, complete, collected_at, document)
            values (?, ?, ?, ?, ?, ?)
            """)
        .param(report.rollout().service().value())
        .param(report.rollout().number())
        .param(report.cause())
        .param(report.complete())
        .param(report.collectedAt().atOffset(ZoneOffset.UTC))
        .param(IncidentDocument.write(report))
        .update();
  }

  private void forgetOldest(RevisionId rollout) {
    jdbc.sql(
            """
            delete from incident where service = ? and number not in (select number from (
              select number from incident where service = ? order by number desc
              fetch first %d rows only) as recent)
            """
                .formatted(KEPT))
        .params(rollout.service().value(), rollout.service().value())
        .update();
  }

  @Override
  public Optional<IncidentReport> find(RevisionId rollout) {
    return jdbc.sql("select document from incident where service = ? and number = ?")
        .param(rollout.service().value())
        .param(rollout.number())
        .query(String.class)
        .optional()
        .map(IncidentDocument::read);
  }
}
