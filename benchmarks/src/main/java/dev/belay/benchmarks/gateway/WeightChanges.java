package dev.belay.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How long a change of weights takes to be in force, from asking for it to the acknowledgement, and
 * to the first answer of the other revision. The load that runs meanwhile is the script's.
 *
 * <p>Arguments: admin port, token file, public port, port of r1, port of r2, number of changes. The
 * backends answer with their revision.
 */
final class WeightChanges {

  /** This program is cold too; the first change is told apart. */
  private static final int WARM_UP = 100;

  private final PlainConnection admin;
  private final PlainConnection user;
  private final String authorization;
  private final int[] backends;

  private WeightChanges(String[] arguments) throws IOException {
    admin = new PlainConnection(Integer.parseInt(arguments[0]));
    authorization = "Bearer " + Files.readString(Path.of(arguments[1])).strip();
    user = new PlainConnection(Integer.parseInt(arguments[2]));
    backends = new int[] {Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4])};
  }

  public static void main(String[] arguments) throws Exception {
    new WeightChanges(arguments).run(Integer.parseInt(arguments[5]));
  }

  private void run(int changes) throws IOException {
    var acknowledged = new long[changes];
    var seen = new long[changes];
    int late = 0;
    long first = 0;
    for (int i = -WARM_UP; i < changes; i++) {
      int wanted = i & 1;
      long start = System.nanoTime();
      put(wanted);
      long acknowledgedAfter = System.nanoTime() - start;
      if (!get().equals("r" + (wanted + 1))) {
        late++;
      }
      first = i == -WARM_UP ? acknowledgedAfter : first;
      if (i >= 0) {
        acknowledged[i] = acknowledgedAfter;
        seen[i] = System.nanoTime() - start;
      }
    }
    System.out.printf(
        "weight changes: %d, the very first (cold) acknowledged after %.1f ms,"
            + " later ones p50 %.1f ms p99 %.1f ms, seen by a user p50 %.1f ms"
            + " p99 %.1f ms, answered by the old revision after the acknowledgement: %d%n",
        changes,
        first / 1e6,
        millis(acknowledged, 0.5),
        millis(acknowledged, 0.99),
        millis(seen, 0.5),
        millis(seen, 0.99),
        late);
  }

  private void put(int wanted) throws IOException {
    String body =
        """
        {"fencingToken":1,"arms":[
          {"revision":"r1","weight":%d,"instances":[{"id":"r1-0","host":"127.0.0.1","port":%d}]},
          {"revision":"r2","weight":%d,"instances":[{"id":"r2-0","host":"127.0.0.1","port":%d}]}]}
        """
            .formatted((1 - wanted) * 10_000, backends[0], wanted * 10_000, backends[1]);
    admin.ask(
        """
        PUT /admin/v1/services/demo/table HTTP/1.1\r
        Host: localhost\r
        Authorization: %s\r
        Content-Length: %d\r
        \r
        %s\
        """
            .formatted(authorization, body.length(), body));
  }

  private String get() throws IOException {
    return user.ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").substring(0, 2);
  }

  private static double millis(long[] nanos, double share) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
  }
}
