package dev.belay.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that ask without a pause: half of them over connections they keep until they are told to
 * leave, half over a new connection each time.
 */
final class SteadyLoad implements AutoCloseable {

  private final int port;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  SteadyLoad(int port, int clients) {
    this.port = port;
    for (int i = 0; i < clients; i++) {
      boolean keeps = i % 2 == 0;
      threads.add(Thread.ofPlatform().daemon().name("load-" + i).start(() -> ask(keeps)));
    }
  }

  long answered() {
    return answered.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  private void ask(boolean keeps) {
    while (!stopped) {
      try (var client = new RawClient(port)) {
        boolean open = true;
        while (open && !stopped) {
          client.send("GET /load HTTP/1.1\r\nHost: demo\r\n\r\n");
          RawClient.Answer answer = client.read();
          if (answer.status() != 200 || answer.truncated()) {
            failures.add(answer.head());
          }
          answered.incrementAndGet();
          open = keeps && !answer.header("Connection").equals("close");
        }
      } catch (IOException | RuntimeException e) {
        failures.add(e.toString());
      }
    }
  }

  /** Ends after the answers that are under way. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
