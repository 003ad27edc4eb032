package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/**
 * A verification in hand.
 *
 * @param id of its row
 * @param content the artifact's digest
 * @param owner of whichever control plane has it in hand; whoever took over since may write it
 * @param again whether an earlier control plane had begun it
 */
record Entry(
    long id,
    ServiceName service,
    int number,
    String content,
    int attempt,
    FencingToken owner,
    boolean again) {

  /** What makes two job executions the same verification. */
  JobParameters parameters() {
    return new JobParametersBuilder()
        .addString("service", service.value())
        .addLong("revision", (long) number)
        .addString("digest", content)
        .addLong("attempt", (long) attempt)
        .toJobParameters();
  }
}
