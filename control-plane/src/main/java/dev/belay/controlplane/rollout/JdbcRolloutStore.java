package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Rollouts in H2 or PostgreSQL; see {@code V1__rollouts.sql}. */
class JdbcRolloutStore implements RolloutStore {

  private static final int PROMOTED_KEPT = 20;
  private static final RowMapper<Rollout> DOCUMENT =
      (row, number) -> RolloutDocument.read(row.getString("document"));

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;

  /** 0 until this store has taken over: then it is not fenced. */
  private volatile long token;

  JdbcRolloutStore(JdbcClient jdbc, TransactionOperations transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  @Override
  public Rollout create(ServiceName service, Function<RevisionId, Rollout> open) {
    try {
      return inTransaction(() -> {
        refuseTheSucceeded();
        Rollout rollout = open.apply(new RevisionId(service, nextNumber(service))).stored(1);
        insert(rollout);
        forgetOldest(service);
        return rollout;
      });
    } catch (DuplicateKeyException e) {
      throw new RolloutUnderWayException(service);
    }
  }

  private int nextNumber(ServiceName service) {
    int updated =
        jdbc.sql("update service_number set last = last + 1 where service = ?")
            .param(service.value())
            .update();
    if (updated == 0) {
      jdbc.sql("insert into service_number (service, last) values (?, 1)")
          .param(service.value())
          .update();
    }
    return jdbc.sql("select last from service_number where service = ?")
        .param(service.value())
        .query(Integer.class)
        .single();
  }

  private void insert(Rollout rollout) {
    jdbc.sql(
            """
            insert into rollout
              (service, number, version, active_service, state, promoted_at, document, content)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .param(rollout.service().value())
        .param(rollout.id().number())
        .param(rollout.version())
        .param(active(rollout))
        .param(rollout.state().name())
        .param(promotedAt(rollout))
        .param(RolloutDocument.write(rollout))
        .param(rollout.candidate().content())
        .update();
  }

  @Override
  public Rollout save(Rollout rollout, @Nullable RecordedLook look) {
    return look == null
        ? update(rollout)
        : inTransaction(() -> {
          Rollout next = update(rollout);
          record(next, look);
          return next;
        });
  }

  private void record(Rollout rollout, RecordedLook look) {
    jdbc.sql(
            """
            insert into recorded_look (service, number, version, document)
            select ?, ?, ?, ? from control_plane where id = 1
              and (select count(*) from recorded_look where service = ? and number = ?) < %d
            """
                .formatted(MAX_LOOKS))
        .params(
            rollout.service().value(),
            rollout.id().number(),
            rollout.version(),
            RolloutDocument.write(look),
            rollout.service().value(),
            rollout.id().number())
        .update();
  }

  @Override
  public List<RecordedLook> recorded(RevisionId id) {
    return jdbc.sql(
            "select document from recorded_look where service = ? and number = ? order by version")
        .params(id.service().value(), id.number())
        .query((row, number) -> RolloutDocument.readLook(row.getString("document")))
        .list();
  }

  private Rollout update(Rollout rollout) {
    Rollout next = rollout.stored(rollout.version() + 1);
    int updated =
        jdbc.sql(
                """
                update rollout set version = ?, active_service = ?, state = ?, promoted_at = ?,
                  document = ?, taken_back_at = ?, quarantined = ?
                where service = ? and number = ? and version = ? and (? = 0
                  or exists (select 1 from control_plane where id = 1 and fencing_token = ?))
                """)
            .param(next.version())
            .param(active(next))
            .param(next.state().name())
            .param(promotedAt(next))
            .param(RolloutDocument.write(next))
            .param(next.takenBack() ? next.stateSince().atOffset(ZoneOffset.UTC) : null)
            .param(next.takenBack())
            .param(next.service().value())
            .param(next.id().number())
            .param(rollout.version())
            .param(token)
            .param(token)
            .update();
    if (updated != 1) {
      refuseTheSucceeded();
      throw new StaleRolloutException(rollout.id(), rollout.version());
    }
    return next;
  }

  /** Within a transaction nobody takes over before its end. */
  private void refuseTheSucceeded() {
    if (token == 0) {
      return;
    }
    long highest =
        jdbc.sql("select fencing_token from control_plane where id = 1 for update")
            .query(Long.class)
            .single();
    if (highest != token) {
      throw new StaleFencingTokenException(new FencingToken(token), highest);
    }
  }

  @Override
  public Optional<Rollout> find(RevisionId id) {
    return jdbc.sql("select document from rollout where service = ? and number = ?")
        .param(id.service().value())
        .param(id.number())
        .query(DOCUMENT)
        .optional();
  }

  @Override
  public List<Rollout> newest(ServiceName service, int limit) {
    return select("where service = ? order by number desc", service, limit);
  }

  @Override
  public List<Rollout> promoted(ServiceName service, int limit) {
    return select(
        "where service = ? and promoted_at is not null order by promoted_at desc, number desc",
        service,
        limit);
  }

  private List<Rollout> select(String where, ServiceName service, int limit) {
    return jdbc.sql(
            "select document from rollout " + where + " fetch first " + limit + " rows only")
        .param(service.value())
        .query(DOCUMENT)
        .list();
  }

  /** The stable revision and its predecessors are the way back: they stay, whatever their age. */
  private void forgetOldest(ServiceName service) {
    jdbc.sql(
            """
            delete from rollout where service = ? and active_service is null
              and number not in (select number from (
                select number from rollout where service = ? order by number desc
                fetch first %d rows only) as recent)
              and number not in (select number from (
                select number from rollout where service = ? and promoted_at is not null
                order by promoted_at desc fetch first %d rows only) as completed)
            """
                .formatted(KEPT, PROMOTED_KEPT))
        .params(service.value(), service.value(), service.value())
        .update();
    jdbc.sql(
            """
            delete from recorded_look where service = ? and number not in (select number from (
              select number from rollout where service = ? order by number desc
              fetch first %d rows only) as recent)
            """
                .formatted(RECORDS_KEPT))
        .params(service.value(), service.value())
        .update();
  }

  @Override
  public int takenBackSince(Instant since) {
    return jdbc.sql("select count(*) from rollout where taken_back_at > ?")
        .param(since.atOffset(ZoneOffset.UTC))
        .query(Integer.class)
        .single();
  }

  @Override
  public int takenBack(ServiceName service) {
    return jdbc.sql("select count(*) from rollout where service = ? and taken_back_at is not null")
        .param(service.value())
        .query(Integer.class)
        .single();
  }

  @Override
  public List<Rollout> quarantined(ServiceName service) {
    return select("where service = ? and quarantined order by number desc", service, KEPT);
  }

  @Override
  public boolean liftQuarantine(ServiceName service, String content) {
    return jdbc.sql(
                "update rollout set quarantined = false"
                    + " where service = ? and content = ? and quarantined")
            .param(service.value())
            .param(content)
            .update()
        > 0;
  }

  @Override
  public FencingToken takeOver() {
    FencingToken taken =
        inTransaction(() -> {
          jdbc.sql("update control_plane set fencing_token = fencing_token + 1 where id = 1")
              .update();
          return new FencingToken(
              jdbc.sql("select fencing_token from control_plane where id = 1")
                  .query(Long.class)
                  .single());
        });
    token = taken.value();
    return taken;
  }

  private <T> T inTransaction(java.util.function.Supplier<T> work) {
    T result = transactions.execute(status -> work.get());
    if (result == null) {
      throw new IllegalStateException("a transaction without a result");
    }
    return result;
  }

  private static @Nullable String active(Rollout rollout) {
    return rollout.ended() ? null : rollout.service().value();
  }

  private static @Nullable OffsetDateTime promotedAt(Rollout rollout) {
    return rollout.state() instanceof RolloutState.Promoted promoted
        ? promoted.at().atOffset(ZoneOffset.UTC)
        : null;
  }
}
