package dev.belay.upload.jobs;

import dev.belay.upload.gpu.GpuProblem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a job from its row. */
final class JobRow {

  private JobRow() {}

  static Job read(ResultSet row, int number) throws SQLException {
    return new Job(
        row.getObject("id", UUID.class),
        row.getObject("file_id", UUID.class),
        row.getString("effects"),
        JobState.valueOf(row.getString("state")),
        row.getInt("attempts"),
        row.getObject("next_attempt_at", OffsetDateTime.class).toInstant(),
        instant(row, "failing_since"),
        problem(row),
        result(row),
        row.getString("correlation_id"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable GpuProblem problem(ResultSet row) throws SQLException {
    String type = row.getString("problem_type");
    return type == null ? null : new GpuProblem(type, row.getString("problem_title"));
  }

  private static Job.@Nullable Result result(ResultSet row) throws SQLException {
    String file = row.getString("result_file");
    if (file == null) {
      return null;
    }
    return new Job.Result(
        file,
        row.getString("result_content_type"),
        row.getString("result_sha256"),
        row.getLong("result_bytes"),
        row.getString("result_model_version"),
        row.getObject("result_confidence", Double.class),
        row.getString("result_cutout"));
  }
}
