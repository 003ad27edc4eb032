package dev.belay.drills.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Looks for accepted uploads through the route: metadata and picture must both be there. */
public final class LostUploads {

  private static final int OPEN = 16;

  private final UploadTarget target;
  private final Duration retryFor;
  private final Duration pause;

  /** Looks again for 30 s. */
  public LostUploads(UploadTarget target) {
    this(target, Duration.ofSeconds(30), Duration.ofSeconds(1));
  }

  /**
   * @param retryFor how long what is missing is looked for again
   */
  public LostUploads(UploadTarget target, Duration retryFor, Duration pause) {
    this.target = target;
    this.retryFor = retryFor;
    this.pause = pause;
  }

  /** Those not found, although they were looked for again and again. */
  public List<String> among(List<String> accepted) throws InterruptedException {
    long until = System.nanoTime() + retryFor.toNanos();
    List<String> missing = accepted;
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build()) {
      while (true) {
        missing = missing(missing, http);
        if (missing.isEmpty() || System.nanoTime() >= until) {
          return missing;
        }
        Thread.sleep(pause);
      }
    }
  }

  private List<String> missing(List<String> ids, HttpClient http) throws InterruptedException {
    var open = new Semaphore(OPEN);
    var missing = new ArrayList<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var looks = new ArrayList<Future<Boolean>>();
      for (String id : ids) {
        open.acquire();
        looks.add(
            threads.submit(() -> {
              try {
                return found(http, target.metadata(id)) && found(http, target.picture(id));
              } finally {
                open.release();
              }
            }));
      }
      for (int i = 0; i < ids.size(); i++) {
        if (!found(looks.get(i))) {
          missing.add(ids.get(i));
        }
      }
    }
    return missing;
  }

  private static boolean found(Future<Boolean> look) throws InterruptedException {
    try {
      return look.get();
    } catch (ExecutionException e) {
      return false;
    }
  }

  private static boolean found(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
