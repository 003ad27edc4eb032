package dev.belay.upload.files;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Why something of an upload that was there is not; asked only when it is not. */
public final class Absences {

  private final JdbcClient jdbc;

  public Absences(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Why it is gone for good. */
  public enum Reason {
    UPLOAD_EXPIRED,
    ORIGINAL_EXPIRED,
    LOST
  }

  /** Of an upload that has no row: whether it had one. */
  public Optional<Reason> ofUpload(UUID id) {
    return expired(id, "UPLOAD").map(yes -> Reason.UPLOAD_EXPIRED);
  }

  /** Of an upload's original that the store has not. */
  public Optional<Reason> ofOriginal(UUID id) {
    return expired(id, "ORIGINAL").map(yes -> Reason.ORIGINAL_EXPIRED).or(() -> ofFile(id));
  }

  /** Of any other file of an upload that the store has not. */
  public Optional<Reason> ofFile(UUID id) {
    return jdbc.sql("select 1 from missing_files where file_id = ? and lost_at is not null")
        .param(id)
        .query(Integer.class)
        .optional()
        .map(yes -> Reason.LOST);
  }

  private Optional<Integer> expired(UUID id, String what) {
    return jdbc.sql("select 1 from expired_files where file_id = ? and what = ?")
        .params(id, what)
        .query(Integer.class)
        .optional();
  }
}
