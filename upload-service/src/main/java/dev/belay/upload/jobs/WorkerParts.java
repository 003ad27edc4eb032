package dev.belay.upload.jobs;

import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.gpu.GpuService;
import dev.belay.upload.gpu.GpuSettings;
import dev.belay.upload.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What a worker is made of.
 *
 * @param instance the name of this instance
 * @param transaction in which a job ends
 * @param ends told of it there
 * @param health tells of an outage of gpu-service
 */
public record WorkerParts(
    JdbcClient jdbc,
    UploadedFiles files,
    Store store,
    GpuService gpu,
    GpuSettings settings,
    MeterRegistry meters,
    String instance,
    TransactionOperations transaction,
    JobEnds ends,
    GpuHealth health) {

  /** Of which nobody is told how its jobs end. */
  public WorkerParts(
      JdbcClient jdbc,
      UploadedFiles files,
      Store store,
      GpuService gpu,
      GpuSettings settings,
      MeterRegistry meters,
      String instance) {
    this(
        jdbc,
        files,
        store,
        gpu,
        settings,
        meters,
        instance,
        TransactionOperations.withoutTransaction(),
        JobEnds.NOBODY,
        new GpuHealth());
  }

  /** A worker that is yet to be started. */
  public Worker assemble() {
    Backoff backoff =
        new Backoff(settings.retryDelay(), settings.maxRetryDelay(), RandomGenerator.getDefault());
    // A process that bears the name of one that died must not take its leases for its own.
    String owner = instance + "/" + UUID.randomUUID();
    JobLeases leases = new JobLeases(jdbc, owner, settings.lease());
    Breaker breaker = new Breaker(backoff).shownBy(meters);
    health.watch(breaker);
    JobMeters jobMeters = new JobMeters(meters, jdbc);
    Attempt attempt =
        new Attempt(
            leases,
            files,
            store,
            gpu,
            RetryRules.of(settings, backoff),
            breaker,
            new Ending(transaction, ends),
            jobMeters);
    return new Worker(
        new CutoutQueue(leases, attempt, breaker, jobMeters),
        new Worker.Pace(settings.concurrency(), settings.pollInterval(), settings.lease()));
  }
}
