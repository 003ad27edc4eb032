package dev.belay.upload.jobs;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs for gpu-service, as many at a time as its circuit breaker lets through. */
record CutoutQueue(JobLeases leases, Attempt attempt, Breaker breaker, JobMeters meters)
    implements WorkQueue {

  @Override
  public String name() {
    return "jobs";
  }

  @Override
  public Duration pause() {
    return breaker.left();
  }

  @Override
  public Optional<Work> claim() {
    return breaker.admit().flatMap(this::claim);
  }

  private Optional<Work> claim(Breaker.Permit permit) {
    Optional<Work> claimed = Optional.empty();
    try {
      claimed = leases.claim().map(job -> new Claimed(job, permit));
      return claimed;
    } finally {
      if (claimed.isEmpty()) {
        breaker.giveBack(permit);
      }
    }
  }

  private final class Claimed implements Work {

    private final Job job;
    private final Breaker.Permit permit;

    Claimed(Job job, Breaker.Permit permit) {
      this.job = job;
      this.permit = permit;
    }

    @Override
    public UUID id() {
      return job.id();
    }

    @Override
    public @Nullable String correlationId() {
      return job.correlationId();
    }

    @Override
    public String run() throws InterruptedException {
      try {
        return attempt.run(job);
      } finally {
        breaker.giveBack(permit);
      }
    }
  }

  @Override
  public Duration untilNextDue(Duration most) {
    return leases.untilNextDue(most);
  }

  @Override
  public void renew(Collection<UUID> ids) {
    leases.renew(ids);
  }

  @Override
  public int giveBack() {
    return leases.giveBack();
  }

  @Override
  public void refresh() {
    meters.refresh();
  }

  @Override
  public void attempted(Duration took, String outcome) {
    meters.attempted(took, outcome);
  }
}
