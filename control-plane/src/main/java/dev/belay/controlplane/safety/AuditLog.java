package dev.belay.controlplane.safety;

import dev.belay.controlplane.catalog.ServiceName;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/**
 * Who asked for what, why, and what became of it. Written before it is carried out: what a crash
 * cuts off stays {@code asked}. Keeps the newest {@value #KEPT} entries.
 */
public class AuditLog {

  static final int KEPT = 10_000;
  private static final int MAX_TEXT = 500;

  private final JdbcClient jdbc;
  private final Clock clock;

  AuditLog(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param service null where it concerns none in particular
   * @param action what was asked, such as {@code abort r7}
   * @param outcome {@code asked}, {@code done}, or {@code refused: …}
   */
  public record Entry(
      Instant at, String by, @Nullable String service, String action, String why, String outcome) {}

  /** Carries it out and writes down what became of it; what it throws is thrown on. */
  public <T> T audited(
      String by, @Nullable ServiceName service, String action, String why, Supplier<T> work) {
    long id = asked(by, service, action, why);
    try {
      T result = work.get();
      end(id, "done");
      return result;
    } catch (RuntimeException e) {
      end(id, "refused: " + e.getMessage());
      throw e;
    }
  }

  private long asked(String by, @Nullable ServiceName service, String action, String why) {
    var key = new GeneratedKeyHolder();
    jdbc.sql(
            "insert into audit (at, by_whom, service, action, why, outcome)"
                + " values (?, ?, ?, ?, ?, 'asked')")
        .param(clock.instant().atOffset(ZoneOffset.UTC))
        .param(bounded(by))
        .param(service == null ? null : service.value())
        .param(bounded(action))
        .param(bounded(why))
        .update(key, "id");
    Number id = key.getKey();
    if (id == null) {
      throw new IllegalStateException("an audit entry without a number");
    }
    jdbc.sql("delete from audit where id <= ?").param(id.longValue() - KEPT).update();
    return id.longValue();
  }

  private void end(long id, String outcome) {
    jdbc.sql("update audit set outcome = ? where id = ?")
        .param(bounded(outcome))
        .param(id)
        .update();
  }

  /** Newest first. */
  public List<Entry> newest(@Nullable ServiceName service, int limit) {
    String where = service == null ? "" : " where service = ?";
    var query =
        jdbc.sql(
            "select at, by_whom, service, action, why, outcome from audit"
                + where
                + " order by id desc fetch first "
                + Math.clamp(limit, 1, KEPT)
                + " rows only");
    return (service == null ? query : query.param(service.value()))
        .query((row, number) ->
            new Entry(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("by_whom"),
                row.getString("service"),
                row.getString("action"),
                row.getString("why"),
                row.getString("outcome")))
        .list();
  }

  private static String bounded(String text) {
    String printable = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", " ");
    return printable.length() <= MAX_TEXT ? printable : printable.substring(0, MAX_TEXT - 1) + "…";
  }
}
