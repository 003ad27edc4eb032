package dev.belay.upload.intake;

import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.jobs.CutoutOrder;
import dev.belay.upload.jobs.GenerationJobs;
import dev.belay.upload.jobs.Job;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes an upload and the job that it asks for in one transaction: there is never one without the
 * other, and gpu-service need not be there for it.
 */
public final class Ledger {

  private final TransactionOperations transaction;
  private final UploadedFiles files;
  private final GenerationJobs jobs;
  private final Runnable announceJob;

  /**
   * @param announceJob called once a job is there for others to see; must not wait
   */
  public Ledger(
      TransactionOperations transaction,
      UploadedFiles files,
      GenerationJobs jobs,
      Runnable announceJob) {
    this.transaction = transaction;
    this.files = files;
    this.jobs = jobs;
    this.announceJob = announceJob;
  }

  @Nullable Job record(UploadedFile file, @Nullable CutoutOrder order) {
    if (order == null) {
      files.insert(file);
      return null;
    }
    Job job =
        transaction.execute(status -> {
          files.insert(file);
          return jobs.add(file.id(), order, file.correlationId());
        });
    announceJob.run();
    return job;
  }
}
