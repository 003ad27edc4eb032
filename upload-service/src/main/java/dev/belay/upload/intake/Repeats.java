package dev.belay.upload.intake;

import dev.belay.upload.intake.RepeatRefusedException.Reason;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which uploads callers have named by an idempotency key, in {@code idempotency_keys}. A name is
 * claimed before anything is stored, and stands for the upload from the transaction on that records
 * it; a claim whose holder died ends by itself.
 */
public final class Repeats {

  /** How long a name stands for an upload. */
  static final Duration KEPT = Duration.ofHours(24);

  /** Longer than anything takes from the last byte received to the row. */
  private static final Duration CLAIMED = Duration.ofMinutes(2);

  private static final int MOST_FORGOTTEN = 5_000;

  private final JdbcClient jdbc;

  public Repeats(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A name that is ours until it is settled or given up. */
  record Claim(String apiKey, String name, UUID id) {}

  /** Either a claim, or the upload that the name stands for already. */
  record Begun(@Nullable Claim claim, @Nullable UUID file) {}

  /**
   * @throws RepeatRefusedException if the name stands for something else, or is under way
   */
  Begun begin(Request request, IdempotencyKey name, String sha256) throws RepeatRefusedException {
    var claim = new Claim(request.key().id(), name.value(), UUID.randomUUID());
    String fingerprint = request.fingerprint(sha256);
    int claimed =
        jdbc.sql(
                """
                insert into idempotency_keys as known (api_key_id, idempotency_key, fingerprint,
                  claim, claimed_until, created_at)
                values (:key, :name, :fingerprint, :claim,
                  now() + make_interval(secs => :claimed), now())
                on conflict (api_key_id, idempotency_key) do update
                  set fingerprint = excluded.fingerprint, claim = excluded.claim, file_id = null,
                    claimed_until = excluded.claimed_until, created_at = excluded.created_at
                  where (known.file_id is null and known.claimed_until < now())
                    or known.created_at < now() - make_interval(secs => :kept)
                """)
            .param("key", claim.apiKey())
            .param("name", claim.name())
            .param("fingerprint", fingerprint)
            .param("claim", claim.id())
            .param("claimed", (double) CLAIMED.toSeconds())
            .param("kept", (double) KEPT.toSeconds())
            .update();
    return claimed == 1 ? new Begun(claim, null) : new Begun(null, known(claim, fingerprint));
  }

  private UUID known(Claim asked, String fingerprint) throws RepeatRefusedException {
    record Row(String fingerprint, @Nullable UUID file, OffsetDateTime until) {}
    Optional<Row> found =
        jdbc.sql(
                "select fingerprint, file_id, claimed_until from idempotency_keys"
                    + " where api_key_id = ? and idempotency_key = ?")
            .params(asked.apiKey(), asked.name())
            .query((row, number) ->
                new Row(
                    row.getString(1),
                    row.getObject(2, UUID.class),
                    row.getObject(3, OffsetDateTime.class)))
            .optional();
    if (found.isPresent() && !found.get().fingerprint().equals(fingerprint)) {
      throw new RepeatRefusedException(Reason.REUSED);
    }
    UUID file = found.map(Row::file).orElse(null);
    if (file == null) {
      throw new RepeatRefusedException(Reason.UNDER_WAY);
    }
    return file;
  }

  /**
   * In the transaction that records the upload.
   *
   * @throws RepeatRefusedException if the claim has passed to somebody else
   */
  void settle(Claim claim, UUID file) throws RepeatRefusedException {
    int settled =
        jdbc.sql(
                "update idempotency_keys set file_id = ?"
                    + " where api_key_id = ? and idempotency_key = ? and claim = ?")
            .params(file, claim.apiKey(), claim.name(), claim.id())
            .update();
    if (settled == 0) {
      throw new RepeatRefusedException(Reason.UNDER_WAY);
    }
  }

  /** Nothing came of it: the next who comes with the name may begin. */
  void giveUp(Claim claim) {
    jdbc.sql(
            "delete from idempotency_keys"
                + " where api_key_id = ? and idempotency_key = ? and claim = ? and file_id is null")
        .params(claim.apiKey(), claim.name(), claim.id())
        .update();
  }

  /** Of what is older than a day, some each time. */
  int forget() {
    return jdbc.sql(
            """
            delete from idempotency_keys where ctid in (
              select ctid from idempotency_keys
              where created_at < now() - make_interval(secs => :kept) limit :most)
            """)
        .param("kept", (double) KEPT.toSeconds())
        .param("most", MOST_FORGOTTEN)
        .update();
  }
}
