package dev.belay.upload.intake;

import dev.belay.apikeys.QuotaExceededException;
import dev.belay.apikeys.Quotas;
import dev.belay.upload.files.DatabaseRetries;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.jobs.CutoutOrder;
import dev.belay.upload.jobs.GenerationJobs;
import dev.belay.upload.jobs.Job;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes an upload, the job that it asks for and what it takes of its key's quota in one
 * transaction: there is never one without the other, and gpu-service need not be there for it.
 */
public final class Ledger {

  private final TransactionOperations transaction;
  private final DatabaseRetries retries;
  private final UploadedFiles files;
  private final GenerationJobs jobs;
  private final Quotas quotas;
  private final Repeats repeats;
  private final Consumer<UploadedFile> stored;
  private final Runnable announceJob;

  /**
   * @param stored told of an upload in its transaction
   * @param announceJob called once a job is there for others to see; must not wait
   */
  public Ledger(
      TransactionOperations transaction,
      DatabaseRetries retries,
      UploadedFiles files,
      GenerationJobs jobs,
      Quotas quotas,
      Repeats repeats,
      Consumer<UploadedFile> stored,
      Runnable announceJob) {
    this.transaction = transaction;
    this.retries = retries;
    this.files = files;
    this.jobs = jobs;
    this.quotas = quotas;
    this.repeats = repeats;
    this.stored = stored;
    this.announceJob = announceJob;
  }

  /**
   * @param claim of the name that the caller gave it; null for none
   * @throws QuotaExceededException if the key has used up its quota; then nothing is written
   * @throws RepeatRefusedException if the claim has passed to somebody else; the same
   */
  @Nullable Job record(UploadedFile file, Request request, Repeats.@Nullable Claim claim)
      throws QuotaExceededException, RepeatRefusedException {
    @Nullable Object written =
        retries.<@Nullable Object>run(
            "record an upload",
            again -> again ? writtenAfterAll(file, request, claim) : written(file, request, claim));
    switch (written) {
      case QuotaExceededException exceeded -> throw exceeded;
      case RepeatRefusedException refused -> throw refused;
      case Job job -> {
        announceJob.run();
        return job;
      }
      case null, default -> {
        return null;
      }
    }
  }

  // The transaction of the try before may have gone through, or may do so until this one meets its
  // row. All of it did then, so that there is nothing left to do.
  private @Nullable Object writtenAfterAll(
      UploadedFile file, Request request, Repeats.@Nullable Claim claim) {
    if (files.find(file.id()).isEmpty()) {
      try {
        return written(file, request, claim);
      } catch (DuplicateKeyException itIsThere) {
        if (files.find(file.id()).isEmpty()) {
          throw itIsThere;
        }
      }
    }
    return jobs.cutoutOf(file.id()).orElse(null);
  }

  private @Nullable Object written(
      UploadedFile file, Request request, Repeats.@Nullable Claim claim) {
    return transaction.execute(status -> written(file, request, claim, status));
  }

  // A checked exception cannot leave the transaction as what it is.
  private @Nullable Object written(
      UploadedFile file, Request request, Repeats.@Nullable Claim claim, TransactionStatus status) {
    try {
      files.insert(file);
      CutoutOrder order = request.cutout();
      Job job = order == null ? null : jobs.add(file.id(), order, file.correlationId());
      if (claim != null) {
        repeats.settle(claim, file.id());
      }
      stored.accept(file);
      // Last, since others with the same key wait for it.
      quotas.take(request.key(), file.original().bytes());
      return job;
    } catch (QuotaExceededException | RepeatRefusedException e) {
      status.setRollbackOnly();
      return e;
    }
  }
}
