package dev.belay.upload.upkeep;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What retention would take now. Reads whole tables, for at most 5 s; changes nothing. */
public final class DryRun {

  private static final int EXAMPLES = 10;

  private final JdbcClient jdbc;
  private final Clock clock;

  public DryRun(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * What would go for one reason.
   *
   * @param after the age
   * @param uploads of how many something would go
   * @param oldest null if nothing would go
   * @param examples some of them
   */
  public record Share(
      Duration after,
      long uploads,
      long files,
      long bytes,
      @Nullable Instant oldest,
      List<UUID> examples) {}

  /**
   * What would go, each upload counted once.
   *
   * @param originals null where they are kept as long as their uploads
   * @param uploads null where they are kept for ever
   */
  public record Report(Instant at, @Nullable Share originals, @Nullable Share uploads) {}

  public Report of(RetentionSettings settings) {
    Instant now = clock.instant();
    Duration originalsAfter = settings.originalsAfter();
    Duration uploadsAfter = settings.uploadsAfter();
    Optional<OffsetDateTime> uploadsBefore = before(now, uploadsAfter);
    return new Report(
        now,
        originalsAfter == null ? null : originals(now, originalsAfter, uploadsBefore),
        uploadsAfter == null ? null : uploads(now, uploadsAfter));
  }

  private static Optional<OffsetDateTime> before(Instant now, @Nullable Duration age) {
    return Optional.ofNullable(age).map(each -> now.minus(each).atOffset(ZoneOffset.UTC));
  }

  private Share originals(
      Instant now, Duration after, Optional<OffsetDateTime> wholeUploadsBefore) {
    String which =
        """
         from uploaded_files f
         where f.created_at < :before and f.created_at >= :whole
           and not exists (
             select 1 from expired_files e where e.file_id = f.id and e.what = 'ORIGINAL')
        """;
    // Long before any upload, where uploads are kept for ever.
    OffsetDateTime whole = wholeUploadsBefore.orElse(Instant.EPOCH.atOffset(ZoneOffset.UTC));
    return share(
        after,
        "select count(*), count(*), coalesce(sum(f.bytes), 0)::bigint, min(f.created_at)" + which,
        "select f.id" + which,
        now.minus(after).atOffset(ZoneOffset.UTC),
        whole);
  }

  private Share uploads(Instant now, Duration after) {
    String which = " from uploaded_files f where f.created_at < :before and f.created_at >= :whole";
    return share(
        after,
        """
        select count(*),
               (count(*) * 3 - count(e.file_id) + count(j.result_bytes))::bigint,
               coalesce(sum(f.main_bytes + f.thumbnail_bytes + coalesce(j.result_bytes, 0)
                 + case when e.file_id is null then f.bytes else 0 end), 0)::bigint,
               min(f.created_at)
          from uploaded_files f
          left join expired_files e on e.file_id = f.id and e.what = 'ORIGINAL'
          left join generation_jobs j on j.file_id = f.id and j.kind = 'cutout'
         where f.created_at < :before and f.created_at >= :whole
        """,
        "select f.id" + which,
        now.minus(after).atOffset(ZoneOffset.UTC),
        Instant.EPOCH.atOffset(ZoneOffset.UTC));
  }

  private Share share(
      Duration after, String sums, String ids, OffsetDateTime before, OffsetDateTime whole) {
    List<UUID> examples =
        jdbc.sql(ids + " order by f.created_at limit :most")
            .param("before", before)
            .param("whole", whole)
            .param("most", EXAMPLES)
            .query((row, number) -> row.getObject(1, UUID.class))
            .list();
    return jdbc.sql(sums)
        .param("before", before)
        .param("whole", whole)
        .query((row, number) -> {
          OffsetDateTime oldest = row.getObject(4, OffsetDateTime.class);
          return new Share(
              after,
              row.getLong(1),
              row.getLong(2),
              row.getLong(3),
              oldest == null ? null : oldest.toInstant(),
              examples);
        })
        .single();
  }
}
