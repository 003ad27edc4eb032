package dev.belay.benchmarks.upload;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * 200 callers at once, each with a photo of 12 megapixels, at -Xmx256m; whoever is sent away with
 * 503 comes again as late as it was told. Beside it, in the same run: the same bytes sent to the
 * same endpoint, which receives all of them and refuses them by the first few.
 *
 * <p>Arguments: the repository, how many callers at once, how many uploads.
 */
final class LargeUploads {

  private static final int LEAST_ARGUMENTS = 1;
  private static final Duration WHOLE = Duration.ofMinutes(20);

  private LargeUploads() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length < LEAST_ARGUMENTS) {
      System.err.println("usage: LargeUploads REPOSITORY [CALLERS [UPLOADS]]");
      System.exit(64);
    }
    int callers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
    int uploads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2 * callers;
    byte[] photo = Photos.large();
    byte[] noImage = photo.clone();
    for (int i = 0; i < 16; i++) {
      noImage[i] = 0;
    }
    try (UploadService service = new UploadService(Path.of(arguments[0]), "256m", Map.of())) {
      service.start();
      Caller caller = Caller.of(service);
      Outcome warm = run(caller, photo, 2, 20, 201);
      Outcome received = run(caller, noImage, callers, uploads, 415);
      Outcome taken = run(caller, photo, callers, uploads, 201);
      long lost = 0;
      for (String id : taken.accepted()) {
        lost += caller.read(id) == 200 ? 0 : 1;
      }
      System.out.printf(
          "%d uploads of %.1f MB by %d callers at -Xmx256m: %d accepted, %d lost, %s; peak memory %d MiB; load %s%n",
          uploads,
          photo.length / 1e6,
          callers,
          taken.accepted().size(),
          lost,
          taken.statuses(),
          service.peakMebibytes(),
          load());
      System.out.printf(
          "received only (415): %.1f/s, %s; taken: %.1f/s; ratio %.2f (before the load: %.1f/s)%n",
          received.perSecond(),
          received.statuses(),
          taken.perSecond(),
          taken.perSecond() / received.perSecond(),
          warm.perSecond());
    }
  }

  record Outcome(Queue<String> accepted, Map<Integer, AtomicInteger> statuses, double perSecond) {}

  private static Outcome run(Caller caller, byte[] body, int callers, int uploads, int expected)
      throws Exception {
    Queue<String> accepted = new ConcurrentLinkedQueue<>();
    Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
    AtomicInteger left = new AtomicInteger(uploads);
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Queue<Future<?>> all = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < callers; i++) {
        all.add(
            threads.submit(() -> {
              while (left.getAndDecrement() > 0) {
                HttpResponse<String> answer = insist(caller, body, statuses, expected);
                if (answer.statusCode() == 201) {
                  accepted.add(Caller.id(answer));
                }
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get(WHOLE.toSeconds(), TimeUnit.SECONDS);
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Outcome(accepted, new TreeMap<>(statuses), uploads / seconds);
  }

  private static HttpResponse<String> insist(
      Caller caller, byte[] body, Map<Integer, AtomicInteger> statuses, int expected)
      throws IOException, InterruptedException {
    String key = UUID.randomUUID().toString();
    long until = System.nanoTime() + WHOLE.toNanos();
    while (true) {
      HttpResponse<String> answer = caller.upload(body, key);
      statuses.computeIfAbsent(answer.statusCode(), any -> new AtomicInteger()).incrementAndGet();
      if (answer.statusCode() == expected || System.nanoTime() > until) {
        return answer;
      }
      long seconds = answer.headers().firstValueAsLong("Retry-After").orElse(1);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }
  }

  static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }
}
