package dev.belay.cli.local;

import dev.belay.cli.home.BelayHome;
import dev.belay.cli.home.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes recorded under {@code run/}, stopped without a control plane: asked first, killed
 * after a grace. Wrappers start their process again, so they are asked before it; the database is
 * asked last, because the services still write.
 */
final class Workloads {

  private static final int DEPTH = 5;
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration KILLED = Duration.ofSeconds(5);

  private final BelayHome home;

  Workloads(BelayHome home) {
    this.home = home;
  }

  /**
   * @param name of the workload, the directory's name under {@code run/}
   * @param wrapper whether it is the process that starts the other one again
   */
  record Recorded(String name, boolean wrapper, ProcessIdentity process) {
    boolean database() {
      return name.equals("database") || name.startsWith("postgres");
    }
  }

  /** Those that run now. */
  List<Recorded> alive() {
    if (!Files.isDirectory(home.runDirectory())) {
      return List.of();
    }
    try (var files = Files.walk(home.runDirectory(), DEPTH)) {
      var found = new ArrayList<Recorded>();
      for (Path file : files.filter(Workloads::names).toList()) {
        ProcessIdentity.parse(read(file))
            .filter(ProcessIdentity::alive)
            .ifPresent(process -> found.add(recorded(file, process)));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean names(Path file) {
    String name = file.getFileName().toString();
    return (name.equals("wrapper") || name.equals("child")) && Files.isRegularFile(file);
  }

  private Recorded recorded(Path file, ProcessIdentity process) {
    String workload = home.runDirectory().relativize(file).getName(0).toString();
    return new Recorded(workload, file.endsWith("wrapper"), process);
  }

  /** Empty if it went away in between: a run that ends takes its files with it. */
  private static String read(Path file) {
    try {
      return Files.size(file) > 1024 ? "" : Files.readString(file);
    } catch (IOException gone) {
      return "";
    }
  }

  /** Returns when none is left, or those that even a kill did not end. */
  List<Recorded> stop() throws InterruptedException {
    stop(alive().stream().filter(recorded -> !recorded.database()).toList(), "TERM");
    stop(alive().stream().filter(Recorded::database).toList(), "INT");
    stop(orphans(), "TERM");
    List<Recorded> left = new ArrayList<>(alive());
    left.addAll(orphans());
    return left;
  }

  /** Only once the server is gone: its own children end with it. */
  private List<Recorded> orphans() {
    return new DatabaseOrphans(home)
        .alive().stream().map(process -> new Recorded("database", false, process)).toList();
  }

  private void stop(List<Recorded> recorded, String signal) throws InterruptedException {
    List<Recorded> asked = wrappersFirst(recorded);
    for (Recorded one : asked) {
      one.process().signal(one.wrapper() ? "TERM" : signal);
    }
    if (!awaitEnd(asked, GRACE)) {
      asked.forEach(one -> one.process().signal("KILL"));
      awaitEnd(asked, KILLED);
    }
  }

  private static List<Recorded> wrappersFirst(List<Recorded> recorded) {
    return recorded.stream()
        .sorted(java.util.Comparator.comparing((Recorded one) -> !one.wrapper()))
        .toList();
  }

  private static boolean awaitEnd(List<Recorded> asked, Duration limit)
      throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    for (Recorded one : asked) {
      Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
      if (!one.process().awaitEnd(left)) {
        return false;
      }
    }
    return true;
  }
}
