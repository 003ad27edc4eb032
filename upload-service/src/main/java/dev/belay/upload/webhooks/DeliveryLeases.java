package dev.belay.upload.webhooks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table {@code webhook_deliveries} as a deliverer sees it; who owns a row is decided as with
 * {@code generation_jobs}. Of a webhook only some are claimed at a time, so that one that is slow
 * keeps nobody else waiting.
 */
final class DeliveryLeases {

  private static final String STILL_MINE =
      " where id = :id and state = 'RUNNING' and lease_owner = :owner and attempts = :attempt";
  private static final String LET_GO = " lease_owner = null, lease_until = null, ";
  private static final String NOT_BUSY =
      """
       and webhook_id not in (
         select webhook_id from webhook_deliveries
          where state = 'RUNNING' and lease_until > now()
          group by webhook_id having count(*) >= :each)
      """;

  private final JdbcClient jdbc;
  private final String owner;
  private final Duration lease;
  private final int eachAtOnce;

  /**
   * @param owner unique to this process, also among those that bore its name before
   * @param eachAtOnce deliveries to one webhook at the same time
   */
  DeliveryLeases(JdbcClient jdbc, String owner, Duration lease, int eachAtOnce) {
    this.jdbc = jdbc;
    this.owner = owner;
    this.lease = lease;
    this.eachAtOnce = eachAtOnce;
  }

  /** A delivery that is ours while the lease lasts. */
  record Claimed(
      UUID id,
      UUID webhook,
      String url,
      byte[] secret,
      String body,
      int attempts,
      @Nullable String correlationId) {}

  Optional<Claimed> claim() {
    return jdbc.sql(
            """
            with due as materialized (
              select id from webhook_deliveries
               where state in ('QUEUED', 'RUNNING') and next_attempt_at <= now()
                 and (state = 'QUEUED' or lease_until <= now())
            """
                + NOT_BUSY
                + """
                   order by next_attempt_at
                   limit 1
                   for update skip locked)
                update webhook_deliveries delivery
                   set state = 'RUNNING', attempts = attempts + 1, lease_owner = :owner,
                       lease_until = now() + make_interval(secs => :lease)
                  from due, webhooks hook
                 where delivery.id = due.id and hook.id = delivery.webhook_id
                returning delivery.id, delivery.webhook_id, hook.url, hook.secret, delivery.body,
                  delivery.attempts, delivery.correlation_id
                """)
        .param("each", eachAtOnce)
        .param("owner", owner)
        .param("lease", seconds(lease))
        .query(DeliveryLeases::read)
        .optional();
  }

  private static Claimed read(ResultSet row, int number) throws SQLException {
    return new Claimed(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getBytes(4),
        row.getString(5),
        row.getInt(6),
        row.getString(7));
  }

  Duration untilNextDue(Duration most) {
    Double wait =
        jdbc.sql(
                """
                select greatest(0, extract(epoch from next_attempt_at - now()))::float8
                  from webhook_deliveries where state = 'QUEUED'
                """
                    + NOT_BUSY
                    + " order by next_attempt_at limit 1")
            .param("each", eachAtOnce)
            .query(Double.class)
            .optional()
            .orElse(seconds(most));
    return wait >= seconds(most) ? most : Duration.ofMillis((long) Math.ceil(wait * 1000));
  }

  void renew(Collection<UUID> ids) {
    jdbc.sql(
            """
            update webhook_deliveries set lease_until = now() + make_interval(secs => :lease)
             where id = any(:ids) and state = 'RUNNING' and lease_owner = :owner
            """)
        .param("lease", seconds(lease))
        .param("ids", ids.toArray(UUID[]::new))
        .param("owner", owner)
        .update();
  }

  int giveBack() {
    return jdbc.sql(
            "update webhook_deliveries set state = 'QUEUED',"
                + LET_GO
                + "next_attempt_at = now() where state = 'RUNNING' and lease_owner = :owner")
        .param("owner", owner)
        .update();
  }

  /** Whether the claim still held; if not, somebody else delivers it too. */
  boolean delivered(Claimed delivery, int status) {
    return settle(
        delivery,
        jdbc.sql(
                "update webhook_deliveries set state = 'DELIVERED',"
                    + LET_GO
                    + "finished_at = now(), last_status = :status, last_problem = null"
                    + STILL_MINE)
            .param("status", status));
  }

  boolean again(Claimed delivery, Failure failure, Duration delay) {
    return settle(
        delivery,
        jdbc.sql(
                "update webhook_deliveries set state = 'QUEUED',"
                    + LET_GO
                    + "next_attempt_at = now() + make_interval(secs => :delay),"
                    + " last_status = :status, last_problem = :problem"
                    + STILL_MINE)
            .param("delay", seconds(delay))
            .param("status", failure.status())
            .param("problem", failure.words()));
  }

  boolean dead(Claimed delivery, Failure failure) {
    return settle(
        delivery,
        jdbc.sql(
                "update webhook_deliveries set state = 'DEAD',"
                    + LET_GO
                    + "finished_at = now(), last_status = :status, last_problem = :problem"
                    + STILL_MINE)
            .param("status", failure.status())
            .param("problem", failure.words()));
  }

  private boolean settle(Claimed delivery, JdbcClient.StatementSpec statement) {
    return statement
            .param("id", delivery.id())
            .param("owner", owner)
            .param("attempt", delivery.attempts())
            .update()
        == 1;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
