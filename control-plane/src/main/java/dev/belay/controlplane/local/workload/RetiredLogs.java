package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.local.home.BelayHome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.function.Predicate;

/**
 * Keeps the logs of the last {@value #KEPT} instances and migrations that are gone; drops older.
 */
final class RetiredLogs {

  static final int KEPT = 30;

  private RetiredLogs() {}

  /**
   * @param mayGo tells logs of workloads that are gone from those still written to
   */
  static void prune(BelayHome home, Predicate<String> mayGo) throws IOException {
    var logs = new ArrayList<Path>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(home.logs(), "*-r[0-9]*-*.log")) {
      for (Path log : entries) {
        String name = log.getFileName().toString();
        if (mayGo.test(name.substring(0, name.length() - ".log".length()))) {
          logs.add(log);
        }
      }
    }
    logs.sort(Comparator.comparing((Path log) -> log.toFile().lastModified()).reversed());
    for (Path log : logs.subList(Math.min(KEPT, logs.size()), logs.size())) {
      Files.deleteIfExists(log);
      Files.deleteIfExists(log.resolveSibling(log.getFileName() + ".1"));
    }
  }
}
