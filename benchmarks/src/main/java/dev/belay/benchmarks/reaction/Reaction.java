package dev.belay.benchmarks.reaction;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;

/**
 * From the failure that makes the evidence enough, as the gateway saw it, until weight 0 is in
 * force: on a Belay that is up, with real processes and 100 requests a second.
 *
 * <p>Arguments: the home, a runnable jar of the upload service that fails every request, how often.
 */
final class Reaction {

  private static final int PER_SECOND = 100;
  private static final String POLICY =
      "{\"steps\":[10,50,100],\"stepDuration\":\"20s\",\"maxDuration\":\"60s\",\"bake\":\"10s\"}";
  private static final Duration START = Duration.ofSeconds(120);

  private Reaction() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("usage: Reaction HOME BAD_ARTIFACT TIMES");
      System.exit(64);
    }
    var belay = new Belay(Path.of(arguments[0]));
    Path artifact = Path.of(arguments[1]).toAbsolutePath();
    int times = Integer.parseInt(arguments[2]);
    var millis = new ArrayList<Double>();
    var failed = new ArrayList<Integer>();
    for (int i = 0; i < times; i++) {
      belay.resetBreaker();
      String mark = Instant.now() + "-" + i;
      HttpRequest request = belay.metadataOf(belay.upload(picture()));
      try (var load = new SteadyRequests(belay, request, PER_SECOND)) {
        String revision = belay.release(artifact, POLICY, mark);
        Duration reaction = reaction(belay, revision, failed);
        millis.add(reaction.toNanos() / 1e6);
        JsonNode end = ended(belay, revision);
        System.err.printf(
            "%d of %d: %.0f ms, %d failed until then, %s, %d in all%n",
            i + 1,
            times,
            millis.getLast(),
            failed.getLast(),
            end.path("outcome").asString(),
            end.path("failedRequests").asInt());
      }
    }
    print(millis, failed);
  }

  private static Duration reaction(Belay belay, String revision, List<Integer> failed)
      throws Exception {
    try (var lines = belay.failures()) {
      Crossing crossing = Crossing.watch(lines, revision);
      long until = System.nanoTime() + START.toNanos();
      boolean served = false;
      while (System.nanoTime() < until) {
        int weight = belay.weightOf(revision);
        Instant now = Instant.now();
        if (served && weight == 0) {
          Instant crossed = crossed(crossing);
          failed.add(crossing.failures());
          return Duration.between(crossed, now);
        }
        served |= weight > 0;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(served ? 1 : 50));
      }
    }
    throw new TimeoutException(revision + " did not lose its traffic within " + START);
  }

  private static Instant crossed(Crossing crossing) throws Exception {
    try {
      return crossing.at().get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "it went back before its failures were enough: not what is measured here", e);
    }
  }

  private static JsonNode ended(Belay belay, String revision)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + START.toNanos();
    JsonNode rollout = belay.rollout(revision);
    while (rollout.path("endedAt").isNull() && System.nanoTime() < until) {
      Thread.sleep(100);
      rollout = belay.rollout(revision);
    }
    return rollout;
  }

  private static byte[] picture() throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }

  private static void print(List<Double> millis, List<Integer> failed) throws IOException {
    List<Double> sorted = millis.stream().sorted().toList();
    System.out.printf(
        "crossing failure to weight 0, %d times at %d requests/s: p50 %.0f ms, p99 %.0f ms (goal 250 ms); failed until the crossing: %.1f on average; load %s%n",
        sorted.size(),
        PER_SECOND,
        sorted.get(sorted.size() / 2),
        sorted.get((int) Math.ceil(.99 * sorted.size()) - 1),
        failed.stream().mapToInt(Integer::intValue).average().orElse(0),
        Files.readString(Path.of("/proc/loadavg")).strip());
  }
}
