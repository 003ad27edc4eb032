package dev.belay.upload.jobs;

import dev.belay.upload.gpu.GpuProblem;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/** The end of a job and the news of it, in one transaction. */
record Ending(TransactionOperations transaction, JobEnds ends) {

  /** Whether the claim still held; if not, nobody is told. */
  boolean settle(
      Job job, JobState state, @Nullable GpuProblem problem, BooleanSupplier settlement) {
    return Optional.ofNullable(
            transaction.execute(status -> {
              boolean held = settlement.getAsBoolean();
              if (held) {
                ends.ended(job, state, problem);
              }
              return held;
            }))
        .orElse(false);
  }
}
