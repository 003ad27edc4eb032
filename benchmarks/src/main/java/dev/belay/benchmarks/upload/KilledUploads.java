package dev.belay.benchmarks.upload;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * 10,000 small uploads while the process is killed at random 20 times. Callers come again with the
 * key of the first try until they are answered. What was accepted must be there, once; what a kill
 * left on disk without a row must be gone after the sweep.
 *
 * <p>Arguments: the repository, how many uploads, how many kills, a seed.
 */
final class KilledUploads {

  private static final int CALLERS = 8;
  private static final Duration WHOLE = Duration.ofMinutes(30);
  private static final Duration SWEPT = Duration.ofMinutes(4);
  // The shortest age that the service accepts for an orphan.
  private static final Map<String, String> SETTINGS =
      Map.of("UPLOAD_STORE_ORPHANAGE", "1m", "UPLOAD_STORE_SWEEPINTERVAL", "1s");

  private final UploadService service;
  private final Caller caller;
  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
  private final AtomicLong cutOff = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile boolean killing = true;

  private KilledUploads(UploadService service) {
    this.service = service;
    this.caller = Caller.of(service);
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 1) {
      System.err.println("usage: KilledUploads REPOSITORY [UPLOADS [KILLS [SEED]]]");
      System.exit(64);
    }
    int uploads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
    int kills = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
    long seed = arguments.length > 3 ? Long.parseLong(arguments[3]) : System.nanoTime();
    try (UploadService service = new UploadService(Path.of(arguments[0]), "256m", SETTINGS)) {
      service.start();
      new KilledUploads(service).run(uploads, kills, seed);
    }
  }

  private void run(int uploads, int kills, long seed) throws Exception {
    AtomicInteger next = new AtomicInteger();
    long began = System.nanoTime();
    int killed;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Queue<Future<?>> callers = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(
            threads.submit(() -> {
              for (int n = next.getAndIncrement(); n < uploads; n = next.getAndIncrement()) {
                insist(n);
              }
              return null;
            }));
      }
      killed = killAtRandom(uploads, kills, new Random(seed));
      for (Future<?> each : callers) {
        each.get(WHOLE.toSeconds(), TimeUnit.SECONDS);
      }
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    int orphansAtFirst = orphans().size();
    awaitTheSweep();
    System.out.printf(
        "%d uploads, killed %d times (seed %d) in %d s: %d accepted, %d ids, %d rows; %d tries cut off, %d told to come again%n",
        uploads,
        killed,
        seed,
        seconds,
        accepted.size(),
        new HashSet<>(accepted).size(),
        rows().size(),
        cutOff.get(),
        refused.get());
    System.out.printf(
        "accepted then lost: %d; orphans before the sweep: %d, after: %d; load %s%n",
        lost(), orphansAtFirst, orphans().size(), LargeUploads.load());
  }

  /** Each kill comes after its share of the uploads and a little while of chance. */
  private int killAtRandom(int uploads, int kills, Random random)
      throws InterruptedException, IOException, TimeoutException {
    int killed = 0;
    for (int i = 0; i < kills; i++) {
      int after = (int) ((i + 0.2 + 0.6 * random.nextDouble()) * uploads / kills);
      while (accepted.size() < after) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      LockSupport.parkNanos(random.nextInt(50_000_000));
      service.kill();
      killed++;
      System.err.printf("kill %d after %d accepted%n", killed, accepted.size());
      service.start();
    }
    killing = false;
    return killed;
  }

  private void insist(int number) throws IOException, InterruptedException {
    byte[] photo = Photos.small(number);
    String key = UUID.randomUUID().toString();
    long until = System.nanoTime() + WHOLE.toNanos();
    while (System.nanoTime() < until) {
      try {
        HttpResponse<String> answer = caller.upload(photo, key);
        if (answer.statusCode() == 201) {
          accepted.add(Caller.id(answer));
          return;
        }
        if (answer.statusCode() == 500 || answer.statusCode() < 409) {
          throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        refused.incrementAndGet();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      } catch (IOException cut) {
        if (!killing) {
          throw cut;
        }
        cutOff.incrementAndGet();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
    throw new IllegalStateException("Upload " + number + " was not taken within " + WHOLE);
  }

  private void awaitTheSweep() throws IOException, SQLException {
    long until = System.nanoTime() + SWEPT.toNanos();
    while (!orphans().isEmpty() && System.nanoTime() < until) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }
  }

  private int lost() throws IOException, InterruptedException {
    int lost = 0;
    for (String id : accepted) {
      lost += caller.read(id) == 200 ? 0 : 1;
    }
    return lost;
  }

  private Set<String> rows() throws SQLException {
    Set<String> rows = new HashSet<>();
    try (Connection connection = service.database().getPostgresDatabase().getConnection();
        ResultSet ids =
            connection.createStatement().executeQuery("select id from uploaded_files")) {
      while (ids.next()) {
        rows.add(ids.getString(1));
      }
    }
    return rows;
  }

  /** Directories of uploads without a row, and what was being received when a kill came. */
  private Set<String> orphans() throws IOException, SQLException {
    Set<String> orphans = new HashSet<>();
    Path files = service.store().resolve("files");
    try (Stream<Path> shards = Files.list(files)) {
      for (Path shard : shards.toList()) {
        names(shard, orphans);
      }
    }
    orphans.removeAll(rows());
    names(service.store().resolve("staging"), orphans);
    return orphans;
  }

  private static void names(Path directory, Set<String> names) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      entries.map(entry -> entry.getFileName().toString()).forEach(names::add);
    }
  }
}
