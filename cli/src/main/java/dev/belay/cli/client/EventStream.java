package dev.belay.cli.client;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The control plane's events, connected again whenever the connection ends or falls silent for 30 s
 * (it sends a comment every 10 s). Events are lost between connections: read the state when {@link
 * Listener#connected()} is called.
 */
public final class EventStream implements AutoCloseable {

  /** Hears events on the stream's own thread. */
  public interface Listener {
    void event(String name, String data);

    /** A connection stands; what happened before it was not told. */
    default void connected() {}
  }

  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final Transport transport;
  private final Listener listener;
  private final Thread thread;
  private volatile long lastHeard = System.nanoTime();

  EventStream(Transport transport, Listener listener) {
    this.transport = transport;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("control-plane-events").start(this::run);
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        pause = connect() ? FIRST_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the connection has ended; true if it had stood. */
  private boolean connect() throws InterruptedException {
    var stood = new CompletableFuture<Void>();
    CompletableFuture<HttpResponse<Void>> exchange;
    try {
      exchange = open(stood);
    } catch (RuntimeException e) {
      return false;
    }
    try {
      awaitEnd(exchange);
    } finally {
      exchange.cancel(true);
    }
    return stood.isDone();
  }

  private CompletableFuture<HttpResponse<Void>> open(CompletableFuture<Void> stood) {
    Connection to = transport.connection();
    HttpRequest request =
        HttpRequest.newBuilder(to.at("/api/v1/events"))
            .header("Authorization", "Bearer " + to.token())
            .header("Accept", "text/event-stream")
            .build();
    heard();
    return transport
        .http()
        .sendAsync(
            request,
            answer -> {
              if (answer.statusCode() != 200) {
                return BodySubscribers.discarding();
              }
              heard();
              stood.complete(null);
              listener.connected();
              return BodySubscribers.fromSubscriber(new EventParser(listener, this::heard));
            });
  }

  private void awaitEnd(CompletableFuture<HttpResponse<Void>> exchange)
      throws InterruptedException {
    while (System.nanoTime() - lastHeard < SILENCE.toNanos()) {
      try {
        exchange.get(1, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        // Still open: look at the silence again.
      } catch (ExecutionException e) {
        return;
      }
    }
  }

  private void heard() {
    lastHeard = System.nanoTime();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
