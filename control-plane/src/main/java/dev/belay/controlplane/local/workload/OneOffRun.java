package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.local.process.Launch;
import dev.belay.controlplane.local.process.Launcher;
import dev.belay.controlplane.local.process.LogTail;
import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.local.process.RunFacts;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process that does its work and ends. Like all others it outlives the control plane that started
 * it, so a repeat first ends what an earlier one may have left.
 */
final class OneOffRun {

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final BelayHome home;
  private final Launcher launcher;

  OneOffRun(BelayHome home, Launcher launcher) {
    this.home = home;
    this.launcher = launcher;
  }

  static String workload(RunSpec spec) {
    return "%s-%s-%s"
        .formatted(spec.revision().service(), spec.revision().id().label(), suffix(spec.purpose()));
  }

  private static String suffix(RunSpec.Purpose purpose) {
    return switch (purpose) {
      case MIGRATE -> "migrate";
      case PREFLIGHT -> "preflight";
    };
  }

  /** Runs to the end or the limit. */
  RunResult run(String workload, Launch launch, Duration limit, Supplier<Redaction> redaction)
      throws InterruptedException {
    try {
      RunDirectory run = new RunDirectory(home.run(workload).resolve(next(workload)));
      long offset = LogTail.size(launch.log());
      long began = System.nanoTime();
      Process starter = launcher.start(run, launch);
      boolean ended = awaitEnd(run, starter, limit);
      if (!ended) {
        run.end(GRACE);
      }
      String lines = redaction.get().apply(LogTail.lastLines(launch.log(), offset));
      String report = ended ? report(launch, offset, redaction.get()) : null;
      RunFacts facts = run.look(null);
      DirectoryRemoval.remove(home.run(workload));
      return ended
          ? result(facts, lines, report, Duration.ofNanos(System.nanoTime() - began))
          : new RunResult.TimedOut(limit, lines);
    } catch (IOException e) {
      return new RunResult.NotStarted("Cannot start a process: " + e.getMessage());
    }
  }

  private static @Nullable String report(Launch launch, long offset, Redaction redaction) {
    return LogTail.lastLineWith(
            RunResult.REPORT_PREFIX, launch.log(), offset, RunResult.LONGEST_REPORT)
        .map(redaction::report)
        .orElse(null);
  }

  private static RunResult result(
      RunFacts facts, String lines, @Nullable String report, Duration took) {
    if (facts instanceof RunFacts.Ended(Integer code, var at)) {
      if (code == null) {
        throw new PlatformException("The run was killed together with its wrapper", null);
      }
      return code == 0
          ? new RunResult.Succeeded(took, report)
          : new RunResult.Failed(code, lines, report);
    }
    return new RunResult.NotStarted("The process did not show itself");
  }

  private static boolean awaitEnd(RunDirectory run, Process starter, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (!run.look(starter).isOver()) {
        if (System.nanoTime() - deadline >= 0) {
          return false;
        }
        Thread.sleep(25);
      }
      return true;
    } catch (InterruptedException e) {
      run.killAll();
      throw e;
    }
  }

  /** Ends what earlier control planes may have left, of any revision. */
  void endAll() throws InterruptedException {
    try (DirectoryStream<Path> workloads =
        Files.newDirectoryStream(home.run(), "*-{migrate,preflight}")) {
      for (Path workload : workloads) {
        next(workload.getFileName().toString());
        DirectoryRemoval.remove(workload);
      }
    } catch (IOException e) {
      throw new PlatformException("Cannot end earlier runs: " + e, e);
    }
  }

  /** Ends earlier runs and names the next one. */
  private String next(String workload) throws IOException, InterruptedException {
    Path directory = BelayHome.createPrivate(home.run(workload));
    int highest = 0;
    for (Path earlier : runs(directory)) {
      new RunDirectory(earlier).end(GRACE);
      highest = Math.max(highest, Integer.parseInt(earlier.getFileName().toString()));
      DirectoryRemoval.remove(earlier);
    }
    return Integer.toString(highest + 1);
  }

  private static List<Path> runs(Path directory) throws IOException {
    var runs = new ArrayList<Path>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "[0-9]*")) {
      entries.forEach(runs::add);
    }
    return runs;
  }
}
