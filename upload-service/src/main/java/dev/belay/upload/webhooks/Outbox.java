package dev.belay.upload.webhooks;

import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.gpu.GpuProblem;
import dev.belay.upload.jobs.Job;
import dev.belay.upload.jobs.JobEnds;
import dev.belay.upload.jobs.JobState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events, written in the caller's transaction: none is told of what was rolled back, and none of
 * what happened is forgotten. A row for each webhook that wants it; nobody is called here.
 */
public final class Outbox implements JobEnds {

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final JdbcClient jdbc;
  private final UploadedFiles files;
  private final WebhookSettings settings;
  private final Counter dropped;
  private final Runnable announce;

  /**
   * @param announce called once an event is there for others to see; must not wait
   */
  public Outbox(
      JdbcClient jdbc,
      UploadedFiles files,
      WebhookSettings settings,
      MeterRegistry meters,
      Runnable announce) {
    this.jdbc = jdbc;
    this.files = files;
    this.settings = settings;
    this.announce = announce;
    this.dropped =
        Counter.builder("upload.webhooks.dropped")
            .description("Events for webhooks of which as many wait as may")
            .register(meters);
  }

  /** An upload is there. */
  public void stored(UploadedFile file) {
    if (settings.offered()) {
      Map<String, Object> told = fileOf(file.id());
      told.put("sha256", file.original().sha256());
      told.put("contentType", file.original().contentType());
      told.put("bytes", file.original().bytes());
      told.put("fileName", file.originalName());
      write(EventType.UPLOAD_STORED, file, Map.of("file", told));
    }
  }

  @Override
  public void ended(Job job, JobState state, @Nullable GpuProblem problem) {
    UploadedFile file = settings.offered() ? files.find(job.fileId()).orElse(null) : null;
    if (file == null) {
      return;
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", job.id().toString());
    told.put("url", "/api/v1/jobs/" + job.id());
    told.put("state", state.name());
    if (problem != null) {
      told.put("problem", Map.of("type", problem.type(), "title", problem.title()));
    }
    EventType type = state == JobState.SUCCEEDED ? EventType.JOB_SUCCEEDED : EventType.JOB_FAILED;
    write(type, file, Map.of("job", told, "file", fileOf(file.id())));
  }

  private static Map<String, Object> fileOf(UUID id) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", id.toString());
    told.put("url", "/api/v1/files/" + id);
    return told;
  }

  private void write(EventType type, UploadedFile file, Map<String, Object> data) {
    if (file.apiKeyId() == null) {
      return;
    }
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", type.text());
    event.put("timestamp", Instant.now().toString());
    event.put("data", data);
    Fate fate = insert(type, file, JSON.writeValueAsString(event));
    if (fate.dropped() > 0) {
      dropped.increment(fate.dropped());
      log.warn(
          "{} of file {} is not told to {} webhooks of {}: {} events wait for each already",
          type.text(),
          file.id(),
          fate.dropped(),
          file.apiKeyId(),
          settings.backlog());
    }
    if (fate.written() > 0) {
      announceWhenSeen();
    }
  }

  private record Fate(int written, int dropped) {}

  private Fate insert(EventType type, UploadedFile file, String body) {
    return jdbc.sql(
            """
            with wanted as materialized (
              select w.id, (select count(*) from (
                  select 1 from webhook_deliveries d
                   where d.webhook_id = w.id and d.state in ('QUEUED', 'RUNNING')
                   limit :most) waiting) < :most as room
                from webhooks w where w.api_key_id = :key and :event = any(w.events)),
            written as (
              insert into webhook_deliveries (id, webhook_id, event, body, state, next_attempt_at,
                correlation_id, created_at)
              select gen_random_uuid(), id, :event, :body, 'QUEUED', now(), :correlation, now()
                from wanted where room returning 1)
            select (select count(*) from written), (select count(*) from wanted where not room)
            """)
        .param("most", settings.backlog())
        .param("key", file.apiKeyId())
        .param("event", type.text())
        .param("body", body)
        .param("correlation", file.correlationId())
        .query((row, number) -> new Fate(row.getInt(1), row.getInt(2)))
        .single();
  }

  private void announceWhenSeen() {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      announce.run();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            announce.run();
          }
        });
  }
}
