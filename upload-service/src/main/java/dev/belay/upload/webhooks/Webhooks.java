package dev.belay.upload.webhooks;

import dev.belay.upload.net.Destinations;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The webhooks of each API key; nobody sees those of another. */
public final class Webhooks {

  private static final Logger log = LoggerFactory.getLogger(Webhooks.class);
  private static final String COLUMNS = "id, api_key_id, url, events, created_at";

  private final JdbcClient jdbc;
  private final WebhookSettings settings;
  private final Destinations destinations;

  public Webhooks(JdbcClient jdbc, WebhookSettings settings) {
    this.jdbc = jdbc;
    this.settings = settings;
    this.destinations = new Destinations(settings.allowPrivate());
  }

  /** Whether there are webhooks here at all; without them only {@link #all} is of use. */
  public boolean offered() {
    return settings.offered();
  }

  /** The key has as many as it may. */
  public static final class TooManyException extends Exception {

    private static final long serialVersionUID = 1L;

    TooManyException(int most) {
      super(
          "This API key has %d webhooks, which is the limit (upload.webhooks.per-key). Remove one."
              .formatted(most));
    }
  }

  /**
   * A new webhook.
   *
   * @param secret that signs what is sent, as its owner is told it this once
   */
  public record Made(Webhook webhook, String secret) {}

  /**
   * @throws IllegalArgumentException if it cannot be; in words for callers
   */
  public Made add(String apiKeyId, @Nullable String url, @Nullable List<String> events)
      throws TooManyException {
    NewWebhook wanted = NewWebhook.checked(url, events, destinations);
    UUID id = UUID.randomUUID();
    byte[] secret = Signature.newSecret();
    Webhook made =
        jdbc.sql(
                """
                insert into webhooks (id, api_key_id, url, events, secret, created_at)
                select :id, :key, :url, :events, :secret, now()
                 where (select count(*) from webhooks where api_key_id = :key) < :most
                returning id, api_key_id, url, events, created_at
                """)
            .param("id", id)
            .param("key", apiKeyId)
            .param("url", wanted.url())
            .param("events", wanted.events().toArray(String[]::new))
            .param("secret", new SecretBox(settings.keyBytes()).close(id, secret))
            .param("most", settings.perKey())
            .query(Webhooks::read)
            .optional()
            .orElseThrow(() -> new TooManyException(settings.perKey()));
    log.info("Webhook {} for {} was made by {}", id, wanted.events(), apiKeyId);
    return new Made(made, Signature.text(secret));
  }

  /** Oldest first. */
  public List<Webhook> all(String apiKeyId) {
    return jdbc.sql(
            "select " + COLUMNS + " from webhooks where api_key_id = ? order by created_at, id")
        .param(apiKeyId)
        .query(Webhooks::read)
        .list();
  }

  public Optional<Webhook> find(String apiKeyId, UUID id) {
    return jdbc.sql("select " + COLUMNS + " from webhooks where id = ? and api_key_id = ?")
        .params(id, apiKeyId)
        .query(Webhooks::read)
        .optional();
  }

  /** With all that was not delivered yet. */
  public boolean remove(String apiKeyId, UUID id) {
    int removed =
        jdbc.sql("delete from webhooks where id = ? and api_key_id = ?")
            .params(id, apiKeyId)
            .update();
    if (removed > 0) {
      log.info("Webhook {} was removed by {}", id, apiKeyId);
    }
    return removed > 0;
  }

  /** The latest first. */
  public List<Delivery> deliveries(UUID webhook, int most) {
    return jdbc.sql(
            """
            select id, event, state, attempts, next_attempt_at, last_status, last_problem,
                   created_at, finished_at
              from webhook_deliveries where webhook_id = ?
             order by created_at desc, id limit ?
            """)
        .params(webhook, most)
        .query(Webhooks::readDelivery)
        .list();
  }

  private static Webhook read(ResultSet row, int number) throws SQLException {
    Array events = row.getArray("events");
    return new Webhook(
        row.getObject("id", UUID.class),
        row.getString("api_key_id"),
        row.getString("url"),
        List.of((String[]) events.getArray()),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  private static Delivery readDelivery(ResultSet row, int number) throws SQLException {
    return new Delivery(
        row.getObject("id", UUID.class),
        row.getString("event"),
        Delivery.State.valueOf(row.getString("state")),
        row.getInt("attempts"),
        row.getObject("next_attempt_at", OffsetDateTime.class).toInstant(),
        row.getObject("last_status", Integer.class),
        row.getString("last_problem"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        finished(row));
  }

  private static @Nullable Instant finished(ResultSet row) throws SQLException {
    OffsetDateTime time = row.getObject("finished_at", OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
