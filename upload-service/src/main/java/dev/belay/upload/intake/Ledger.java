package dev.belay.upload.intake;

import dev.belay.apikeys.ApiKey;
import dev.belay.apikeys.QuotaExceededException;
import dev.belay.apikeys.Quotas;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.jobs.CutoutOrder;
import dev.belay.upload.jobs.GenerationJobs;
import dev.belay.upload.jobs.Job;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes an upload, the job that it asks for and what it takes of its key's quota in one
 * transaction: there is never one without the other, and gpu-service need not be there for it.
 */
public final class Ledger {

  private final TransactionOperations transaction;
  private final UploadedFiles files;
  private final GenerationJobs jobs;
  private final Quotas quotas;
  private final Runnable announceJob;

  /**
   * @param announceJob called once a job is there for others to see; must not wait
   */
  public Ledger(
      TransactionOperations transaction,
      UploadedFiles files,
      GenerationJobs jobs,
      Quotas quotas,
      Runnable announceJob) {
    this.transaction = transaction;
    this.files = files;
    this.jobs = jobs;
    this.quotas = quotas;
    this.announceJob = announceJob;
  }

  /**
   * @throws QuotaExceededException if the key has used up its quota; then nothing is written
   */
  @Nullable Job record(UploadedFile file, @Nullable CutoutOrder order, ApiKey key)
      throws QuotaExceededException {
    @Nullable Object written = transaction.execute(status -> written(file, order, key, status));
    if (written instanceof QuotaExceededException exceeded) {
      throw exceeded;
    }
    if (written instanceof Job job) {
      announceJob.run();
      return job;
    }
    return null;
  }

  // A checked exception cannot leave the transaction as what it is.
  private @Nullable Object written(
      UploadedFile file, @Nullable CutoutOrder order, ApiKey key, TransactionStatus status) {
    try {
      files.insert(file);
      Job job = order == null ? null : jobs.add(file.id(), order, file.correlationId());
      // Last, since others with the same key wait for it.
      quotas.take(key, file.original().bytes());
      return job;
    } catch (QuotaExceededException e) {
      status.setRollbackOnly();
      return e;
    }
  }
}
