package dev.belay.upload.webhooks;

import dev.belay.upload.jobs.Backoff;
import dev.belay.upload.jobs.WorkQueue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Events that are due; at-least-once, as whoever dies after sending cannot say that it did. */
final class DeliveryQueue implements WorkQueue {

  private static final Logger log = LoggerFactory.getLogger(DeliveryQueue.class);
  private static final int MOST_FORGOTTEN = 1_000;

  private final DeliveryLeases leases;
  private final Sender sender;
  private final Backoff backoff;
  private final WebhookSettings settings;
  private final JdbcClient jdbc;
  private final MeterRegistry meters;
  private volatile long waiting;

  DeliveryQueue(
      DeliveryLeases leases,
      Sender sender,
      Backoff backoff,
      WebhookSettings settings,
      JdbcClient jdbc,
      MeterRegistry meters) {
    this.leases = leases;
    this.sender = sender;
    this.backoff = backoff;
    this.settings = settings;
    this.jdbc = jdbc;
    this.meters = meters;
    Gauge.builder("upload.webhooks.waiting", this, me -> me.waiting)
        .description("Events that are not delivered yet, whichever instance has them")
        .register(meters);
  }

  @Override
  public String name() {
    return "webhook deliveries";
  }

  @Override
  public Duration pause() {
    return Duration.ZERO;
  }

  @Override
  public Optional<Work> claim() {
    return leases.claim().map(Attempt::new);
  }

  private final class Attempt implements Work {

    private final DeliveryLeases.Claimed delivery;

    Attempt(DeliveryLeases.Claimed delivery) {
      this.delivery = delivery;
    }

    @Override
    public UUID id() {
      return delivery.id();
    }

    @Override
    public @Nullable String correlationId() {
      return delivery.correlationId();
    }

    @Override
    public String run() throws InterruptedException {
      Sender.Outcome outcome = sender.send(delivery);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      boolean held =
          outcome
              .failure()
              .map(this::failed)
              .orElseGet(() -> leases.delivered(delivery, outcome.status()));
      if (!held) {
        return "lost";
      }
      return outcome.failure().isEmpty() ? "delivered" : isLast(outcome) ? "dead" : "failed";
    }

    private boolean isLast(Sender.Outcome outcome) {
      return outcome.failure().filter(this::isLast).isPresent();
    }

    private boolean isLast(Failure failure) {
      return failure.forGood() || delivery.attempts() >= settings.maxAttempts();
    }

    private boolean failed(Failure failure) {
      if (isLast(failure)) {
        log.warn(
            "Webhook {} was not told of {} in {} attempts, which is given up: {}",
            delivery.webhook(),
            delivery.id(),
            delivery.attempts(),
            failure.words());
        return leases.dead(delivery, failure);
      }
      Duration delay = backoff.after(delivery.attempts(), null);
      log.info(
          "Attempt {} to tell webhook {} of {} failed, the next is in {} ms: {}",
          delivery.attempts(),
          delivery.webhook(),
          delivery.id(),
          delay.toMillis(),
          failure.words());
      return leases.again(delivery, failure, delay);
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

  /** Also forgets what has been over for long enough, some each time. */
  @Override
  public void refresh() {
    waiting =
        jdbc.sql("select count(*) from webhook_deliveries where state in ('QUEUED', 'RUNNING')")
            .query(Long.class)
            .single();
    jdbc.sql(
            """
            delete from webhook_deliveries where id in (
              select id from webhook_deliveries
               where state in ('DELIVERED', 'DEAD')
                 and finished_at < now() - make_interval(secs => :kept)
               limit :most)
            """)
        .param("kept", (double) settings.keep().toSeconds())
        .param("most", MOST_FORGOTTEN)
        .update();
  }

  @Override
  public void attempted(Duration took, String outcome) {
    Timer.builder("upload.webhooks.attempt")
        .description("Attempts to tell a webhook, from claiming to settling")
        .tag("outcome", outcome)
        .register(meters)
        .record(took);
  }
}
