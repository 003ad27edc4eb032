package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Gate;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.Verification;
import dev.belay.controlplane.verification.Verification.Looked;
import dev.belay.controlplane.verification.Verification.Outcome;
import dev.belay.controlplane.verification.Verification.Verdict;
import dev.belay.controlplane.verification.VerificationHistory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verifications in H2 or PostgreSQL; see {@code V9__verifications.sql}. Only the newest control
 * plane opens one, and only whoever has it in hand writes to it.
 */
final class JdbcVerifications implements VerificationHistory {

  /** A release asks again at once after a crash; what is older says too little of the world now. */
  static final Duration AGAIN_WITHIN = Duration.ofMinutes(10);

  private static final int LONGEST_NAME = 500;
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;

  JdbcVerifications(JdbcClient jdbc, TransactionOperations transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /**
   * A new attempt, or for a release the one that an earlier control plane could not end.
   *
   * @throws StaleFencingTokenException if another control plane has taken over
   */
  Entry open(Subject subject, Instant now) {
    return inTransaction(() -> {
      refuseTheSucceeded(subject.token());
      // Whoever asks has the service's turn, so that nothing of it can be under way.
      jdbc.sql(
              """
              update verification set outcome = 'INTERRUPTED', ended_at = ?
              where service = ? and outcome = 'UNDERWAY'
              """)
          .params(utc(now), subject.service().value())
          .update();
      return interrupted(subject, now)
          .map(entry -> takenUp(entry, subject.token()))
          .orElseGet(() -> begun(subject, now));
    });
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

  private Optional<Entry> interrupted(Subject subject, Instant now) {
    if (subject.occasion() != Subject.Occasion.RELEASE) {
      return Optional.empty();
    }
    return jdbc.sql(
            """
            select * from verification v where service = ? and number = ? and content = ?
              and outcome = 'INTERRUPTED' and occasion = 'RELEASE' and started_at > ? and owner < ?
              and attempt = (select max(attempt) from verification
                where service = v.service and number = v.number and content = v.content)
            """)
        .param(subject.service().value())
        .param(subject.candidate().id().number())
        .param(subject.candidate().digest().sha256())
        .param(utc(now.minus(AGAIN_WITHIN)))
        .param(subject.token().value())
        .query((row, at) -> entry(row))
        .optional();
  }

  private Entry takenUp(Entry entry, FencingToken token) {
    jdbc.sql(
            "update verification set owner = ?, outcome = 'UNDERWAY', ended_at = null where id = ?")
        .params(token.value(), entry.id())
        .update();
    return new Entry(
        entry.id(), entry.service(), entry.number(), entry.content(), entry.attempt(), token, true);
  }

  private Entry begun(Subject subject, Instant now) {
    String service = subject.service().value();
    int number = subject.candidate().id().number();
    String content = subject.candidate().digest().sha256();
    int attempt =
        jdbc.sql(
                """
                select coalesce(max(attempt), 0) + 1 from verification
                where service = ? and number = ? and content = ?
                """)
            .params(service, number, content)
            .query(Integer.class)
            .single();
    jdbc.sql(
            """
            insert into verification
              (service, number, content, attempt, occasion, by_whom, owner, started_at, outcome)
            values (?, ?, ?, ?, ?, ?, ?, ?, 'UNDERWAY')
            """)
        .params(service, number, content, attempt, subject.occasion().name())
        .param(cut(subject.by()))
        .param(subject.token().value())
        .param(utc(now))
        .update();
    long id =
        jdbc.sql(
                """
                select id from verification
                where service = ? and number = ? and content = ? and attempt = ?
                """)
            .params(service, number, content, attempt)
            .query(Long.class)
            .single();
    return new Entry(id, subject.service(), number, content, attempt, subject.token(), false);
  }

  private static String cut(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }

  /** Takes the place of what an earlier look of that gate found. */
  void looked(Entry entry, long execution, Looked looked) {
    transactions.executeWithoutResult(status -> {
      hold(entry);
      jdbc.sql("delete from verification_gate where verification = ? and gate = ?")
          .params(entry.id(), looked.gate().name())
          .update();
      jdbc.sql(
              """
              insert into verification_gate
                (verification, gate, execution, started_at, took_millis, verdict, findings)
              values (?, ?, ?, ?, ?, ?, ?)
              """)
          .params(entry.id(), looked.gate().name(), execution)
          .param(utc(looked.startedAt()))
          .param(looked.took().toMillis())
          .param(looked.verdict().name())
          .param(JSON.writeValueAsString(looked.findings()))
          .update();
    });
  }

  /** Keeps others from taking it up until the transaction's end. */
  private void hold(Entry entry) {
    long owner =
        jdbc.sql("select owner from verification where id = ? for update")
            .param(entry.id())
            .query(Long.class)
            .single();
    if (owner != entry.owner().value()) {
      throw new StaleFencingTokenException(entry.owner(), owner);
    }
  }

  List<Looked> looked(long verification) {
    return jdbc.sql("select * from verification_gate where verification = ? order by started_at")
        .param(verification)
        .query((row, number) -> looked(row))
        .list();
  }

  void leave(Entry entry, String name, String content) {
    transactions.executeWithoutResult(status -> {
      hold(entry);
      jdbc.sql("delete from verification_paper where verification = ? and name = ?")
          .params(entry.id(), name)
          .update();
      jdbc.sql("insert into verification_paper (verification, name, content) values (?, ?, ?)")
          .params(entry.id(), name, content)
          .update();
    });
  }

  Optional<String> left(long verification, String name) {
    return jdbc.sql("select content from verification_paper where verification = ? and name = ?")
        .params(verification, name)
        .query((row, number) -> row.getString("content"))
        .optional();
  }

  /** Whoever lost it to another changes nothing. */
  void end(Entry entry, Outcome outcome, Instant now) {
    transactions.executeWithoutResult(status -> {
      int ended =
          jdbc.sql("update verification set outcome = ?, ended_at = ? where id = ? and owner = ?")
              .param(outcome.name())
              .param(utc(now))
              .param(entry.id())
              .param(entry.owner().value())
              .update();
      if (ended == 1) {
        forgetPapers(entry.id());
      }
    });
  }

  private void forgetPapers(long verification) {
    jdbc.sql("delete from verification_paper where verification = ?").param(verification).update();
  }

  /** What earlier control planes had in hand. */
  List<Entry> ownedBefore(FencingToken token) {
    return jdbc.sql("select * from verification where outcome = 'UNDERWAY' and owner < ?")
        .param(token.value())
        .query((row, number) -> entry(row))
        .list();
  }

  void interrupt(Entry entry, Instant now) {
    jdbc.sql(
            """
            update verification set outcome = 'INTERRUPTED', ended_at = ?
            where id = ? and owner = ? and outcome = 'UNDERWAY'
            """)
        .param(utc(now))
        .param(entry.id())
        .param(entry.owner().value())
        .update();
  }

  /** What is more than is kept: too many of a service, or too old; at most 20 at once. */
  List<Entry> surplus(ServiceName service, Instant now) {
    return jdbc.sql(
            """
            select * from verification where outcome <> 'UNDERWAY' and (started_at < ?
              or (service = ? and id not in (select id from (
                select id from verification where service = ? order by id desc
                fetch first %d rows only) as newest)))
            order by id fetch first 20 rows only
            """
                .formatted(KEPT))
        .param(utc(now.minus(KEPT_FOR)))
        .params(service.value(), service.value())
        .query((row, number) -> entry(row))
        .list();
  }

  void remove(long verification) {
    transactions.executeWithoutResult(status -> {
      forgetPapers(verification);
      jdbc.sql("delete from verification_gate where verification = ?").param(verification).update();
      jdbc.sql("delete from verification where id = ?").param(verification).update();
    });
  }

  @Override
  public List<Verification> newest(ServiceName service, int limit) {
    return jdbc
        .sql(
            "select * from verification where service = ? order by id desc fetch first ? rows only")
        .params(service.value(), Math.min(limit, KEPT))
        .query((row, number) -> new Row(row.getLong("id"), verification(row)))
        .list()
        .stream()
        .map(row -> row.verification().with(looked(row.id())))
        .toList();
  }

  private record Row(long id, Verification verification) {}

  private static Verification verification(ResultSet row) throws SQLException {
    OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
    return new Verification(
        new RevisionId(new ServiceName(row.getString("service")), row.getInt("number")),
        row.getString("content"),
        row.getInt("attempt"),
        Subject.Occasion.valueOf(row.getString("occasion")),
        row.getString("by_whom"),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        ended == null ? null : ended.toInstant(),
        Outcome.valueOf(row.getString("outcome")),
        List.of());
  }

  private static Looked looked(ResultSet row) throws SQLException {
    return new Looked(
        Gate.valueOf(row.getString("gate")),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        Duration.ofMillis(row.getLong("took_millis")),
        Verdict.valueOf(row.getString("verdict")),
        JSON.readValue(row.getString("findings"), FINDINGS));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong("id"),
        new ServiceName(row.getString("service")),
        row.getInt("number"),
        row.getString("content"),
        row.getInt("attempt"),
        new FencingToken(row.getLong("owner")),
        false);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private <T> T inTransaction(Supplier<T> work) {
    @Nullable T result = transactions.execute(status -> work.get());
    if (result == null) {
      throw new IllegalStateException("a transaction without a result");
    }
    return result;
  }
}
