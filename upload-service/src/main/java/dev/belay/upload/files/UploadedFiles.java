package dev.belay.upload.files;

import dev.belay.upload.files.UploadedFile.StoredImage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code uploaded_files}. Every call is one statement and waits at most 5 s for it. */
public final class UploadedFiles {

  /** Before all ids. */
  public static final UUID FIRST = new UUID(0, 0);

  private final JdbcClient jdbc;

  public UploadedFiles(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Records an upload whose files are on disk already. */
  public void insert(UploadedFile file) {
    jdbc.sql(
            """
            insert into uploaded_files (id, original_name, api_key_id, correlation_id, created_at,
              sha256, content_type, bytes, width, height,
              main_sha256, main_content_type, main_bytes, main_width, main_height,
              thumbnail_sha256, thumbnail_content_type, thumbnail_bytes, thumbnail_width,
              thumbnail_height)
            values (?, ?, ?, ?, ?,  ?, ?, ?, ?, ?,  ?, ?, ?, ?, ?,  ?, ?, ?, ?, ?)
            """)
        .param(file.id())
        .param(file.originalName())
        .param(file.apiKeyId())
        .param(file.correlationId())
        .param(file.createdAt().atOffset(ZoneOffset.UTC))
        .params(columns(file.original()))
        .params(columns(file.main()))
        .params(columns(file.thumbnail()))
        .update();
  }

  private static Object[] columns(StoredImage image) {
    return new Object[] {
      image.sha256(), image.contentType(), image.bytes(), image.width(), image.height()
    };
  }

  public Optional<UploadedFile> find(UUID id) {
    return jdbc.sql("select * from uploaded_files where id = ?")
        .param(id)
        .query((row, n) -> read(row))
        .optional();
  }

  /** Those of the ids that have a row. */
  public Set<UUID> among(Collection<UUID> ids) {
    return new HashSet<>(
        jdbc.sql("select id from uploaded_files where id = any(?)")
            .param(ids.toArray(UUID[]::new))
            .query(UUID.class)
            .list());
  }

  /** Those behind this one in the order of ids, for going through all in slices. */
  public List<StoredUpload> after(UUID id, int most) {
    return jdbc.sql(
            """
            select file.id, file.created_at, file.bytes, expired.file_id is not null
              from uploaded_files file
              left join expired_files expired
                on expired.file_id = file.id and expired.what = 'ORIGINAL'
             where file.id > ? order by file.id limit ?
            """)
        .params(id, most)
        .query((row, number) ->
            new StoredUpload(
                row.getObject(1, UUID.class),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getLong(3),
                row.getBoolean(4)))
        .list();
  }

  private static UploadedFile read(ResultSet row) throws SQLException {
    return new UploadedFile(
        row.getObject("id", UUID.class),
        image(row, ""),
        image(row, "main_"),
        image(row, "thumbnail_"),
        row.getString("original_name"),
        row.getString("api_key_id"),
        row.getString("correlation_id"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  private static StoredImage image(ResultSet row, String prefix) throws SQLException {
    return new StoredImage(
        row.getString(prefix + "sha256"),
        row.getString(prefix + "content_type"),
        row.getLong(prefix + "bytes"),
        row.getInt(prefix + "width"),
        row.getInt(prefix + "height"));
  }
}
