package dev.belay.controlplane.local.gateway;

import dev.belay.controlplane.traffic.RequestOutcomes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Reads the gateway's stream of failures on a thread of its own and begins again where it ended
 * whenever it ends, after a pause that grows to 2 s.
 */
final class FailureSubscription implements RequestOutcomes.Subscription {

  private static final Logger log = LoggerFactory.getLogger(FailureSubscription.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** The gateway says something each 5 s; a longer silence is a dead connection. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

  private final GatewayClient client;
  private final Consumer<RequestOutcomes.Failure> listener;
  private volatile boolean closed;
  private volatile @Nullable InputStream stream;
  private volatile long heardNanos;
  private @Nullable String bootId;
  private long cursor;
  private long pauseMillis = FIRST_PAUSE_MILLIS;

  private FailureSubscription(GatewayClient client, Consumer<RequestOutcomes.Failure> listener) {
    this.client = client;
    this.listener = listener;
  }

  static FailureSubscription start(
      GatewayClient client, Consumer<RequestOutcomes.Failure> listener) {
    var subscription = new FailureSubscription(client, listener);
    Thread.ofVirtual().name("gateway-failures").start(subscription::run);
    Thread.ofVirtual().name("gateway-failures-watch").start(subscription::watch);
    return subscription;
  }

  private void run() {
    while (!closed) {
      try (InputStream opened = client.stream(path())) {
        heardNanos = System.nanoTime();
        stream = opened;
        read(new LineReader(new BufferedInputStream(opened)));
      } catch (IOException e) {
        log.debug("The gateway's stream of failures ended: {}", e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        stream = null;
      }
      pause();
    }
  }

  private String path() {
    String boot = bootId;
    return boot == null
        ? "/admin/v1/failures?after=now"
        : "/admin/v1/failures?boot=" + boot + "&after=" + cursor;
  }

  private void read(LineReader lines) throws IOException {
    String line;
    while (!closed && (line = lines.next()) != null) {
      heardNanos = System.nanoTime();
      pauseMillis = FIRST_PAUSE_MILLIS;
      if (!line.isBlank()) {
        take(line);
      }
    }
  }

  private void take(String json) throws IOException {
    GatewayWire.Line line;
    RequestOutcomes.Failure failure;
    try {
      line = client.parse(json, GatewayWire.Line.class);
      failure = line.failure();
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException("Not a line of the stream of failures", e);
    }
    GatewayWire.Gap gap = line.gap();
    if (line.bootId() != null) {
      bootId = line.bootId();
      cursor = line.after();
    } else if (gap != null) {
      cursor = gap.to();
    } else {
      cursor = line.seq();
    }
    if (failure != null && !closed) {
      tell(failure);
    }
  }

  private void tell(RequestOutcomes.Failure failure) {
    try {
      listener.accept(failure);
    } catch (RuntimeException e) {
      log.warn("A listener to failures failed itself", e);
    }
  }

  private void pause() {
    try {
      long jitter = ThreadLocalRandom.current().nextLong(pauseMillis / 2 + 1);
      Thread.sleep(pauseMillis / 2 + jitter);
      pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void watch() {
    while (!closed) {
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (System.nanoTime() - heardNanos > LONGEST_SILENCE.toNanos()) {
        endStream();
      }
    }
  }

  private void endStream() {
    InputStream open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.debug("The gateway's stream did not close: {}", e.toString());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    endStream();
  }
}
