package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.patrol.DriftReport.Conduct;
import dev.belay.controlplane.patrol.Verdict.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verdicts in H2 or PostgreSQL; see {@code V10__patrol_verdicts.sql}. Only the newest control plane
 * opens one.
 */
final class JdbcVerdicts {

  private static final Duration KEPT_FOR = Duration.ofDays(90);
  private static final int LONGEST_DETAIL = 2_000;
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<List<Drift>> DRIFTS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;

  JdbcVerdicts(JdbcClient jdbc, TransactionOperations transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /**
   * @return the id of its row
   * @throws StaleFencingTokenException if another control plane has taken over
   */
  long open(DriftReport report, FencingToken token) {
    @Nullable Long id =
        transactions.execute(status -> {
          refuseTheSucceeded(token);
          jdbc.sql(
                  """
                  insert into patrol_verdict
                    (service, seen_at, revision, drifts, conduct, detail, owner, outcome)
                  values (?, ?, ?, ?, ?, ?, ?, 'UNDERWAY')
                  """)
              .param(report.service().value())
              .param(utc(report.at()))
              .param(report.revision() == null ? null : report.revision().number())
              .param(JSON.writeValueAsString(report.drifts()))
              .param(report.conduct().state().name())
              .param(cut(report.conduct().detail()))
              .param(token.value())
              .update();
          return jdbc.sql("select max(id) from patrol_verdict where service = ? and owner = ?")
              .params(report.service().value(), token.value())
              .query(Long.class)
              .single();
        });
    if (id == null) {
      throw new IllegalStateException("a transaction without a result");
    }
    return id;
  }

  private void refuseTheSucceeded(FencingToken token) {
    long highest =
        jdbc.sql("select fencing_token from control_plane where id = 1 for update")
            .query(Long.class)
            .single();
    if (highest > token.value()) {
      throw new StaleFencingTokenException(token, highest);
    }
  }

  /**
   * Whether it is still this control plane's to act on.
   *
   * @throws StaleFencingTokenException if another control plane has taken over since
   */
  void hold(FencingToken token) {
    transactions.executeWithoutResult(status -> refuseTheSucceeded(token));
  }

  /**
   * What came of it may be other than what was meant to. Whoever lost it to another, which has
   * marked it, changes nothing.
   */
  void end(long id, FencingToken token, Conduct conduct, Outcome outcome) {
    jdbc.sql(
            """
            update patrol_verdict set outcome = ?, conduct = ?, detail = ?
            where id = ? and owner = ? and outcome = 'UNDERWAY'
            """)
        .params(outcome.name(), conduct.state().name(), cut(conduct.detail()))
        .params(id, token.value())
        .update();
  }

  /** What earlier control planes had in hand. */
  List<Long> ownedBefore(FencingToken token) {
    return jdbc.sql("select id from patrol_verdict where outcome = 'UNDERWAY' and owner < ?")
        .param(token.value())
        .query((row, number) -> row.getLong("id"))
        .list();
  }

  /** Marks what an earlier control plane had in hand. */
  void interrupt(long id, FencingToken token) {
    transactions.executeWithoutResult(status -> {
      refuseTheSucceeded(token);
      jdbc.sql(
              """
              update patrol_verdict set outcome = 'INTERRUPTED'
              where id = ? and owner < ? and outcome = 'UNDERWAY'
              """)
          .params(id, token.value())
          .update();
    });
  }

  /** The newest first. */
  List<Verdict> newest(ServiceName service, int limit) {
    return jdbc.sql("select * from patrol_verdict where service = ? order by id desc limit ?")
        .params(service.value(), limit)
        .query((row, number) -> verdict(row))
        .list();
  }

  /** What is more than is kept: too many of a service, or too old; at most 20 at once. */
  List<Long> surplus(ServiceName service, Instant now) {
    return jdbc.sql(
            """
            select id from patrol_verdict where outcome <> 'UNDERWAY' and (seen_at < ?
              or (service = ? and id not in (select id from (
                select id from patrol_verdict where service = ? order by id desc
                fetch first %d rows only) as newest)))
            order by id fetch first 20 rows only
            """
                .formatted(Verdict.KEPT))
        .param(utc(now.minus(KEPT_FOR)))
        .params(service.value(), service.value())
        .query((row, number) -> row.getLong("id"))
        .list();
  }

  void remove(long id) {
    jdbc.sql("delete from patrol_verdict where id = ?").param(id).update();
  }

  private static Verdict verdict(ResultSet row) throws SQLException {
    int revision = row.getInt("revision");
    boolean none = row.wasNull();
    return new Verdict(
        new ServiceName(row.getString("service")),
        row.getObject("seen_at", OffsetDateTime.class).toInstant(),
        none ? null : revision,
        JSON.readValue(row.getString("drifts"), DRIFTS),
        new Conduct(Conduct.State.valueOf(row.getString("conduct")), row.getString("detail")),
        Outcome.valueOf(row.getString("outcome")));
  }

  private static String cut(String detail) {
    return detail.length() <= LONGEST_DETAIL
        ? detail
        : detail.substring(0, LONGEST_DETAIL - 1) + "…";
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
