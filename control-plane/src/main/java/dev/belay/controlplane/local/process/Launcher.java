package dev.belay.controlplane.local.process;

import dev.belay.controlplane.local.home.BelayHome;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Starts workloads apart from this process: they live on when it ends, however it ends. */
public final class Launcher {

  private static final boolean HAS_SESSIONS = isOnPath("setsid");
  private static final File NOTHING = new File("/dev/null");

  private final Path script;

  public Launcher(BelayHome home) throws IOException {
    this.script = WorkloadScript.install(home);
  }

  /**
   * Starts a run in a directory that no run has used before.
   *
   * @return the wrapper; only useful to tell "not yet" from "not any more"
   */
  public Process start(RunDirectory run, Launch launch) throws IOException {
    BelayHome.createPrivate(run.directory());
    createLog(launch.log());
    var command = new ArrayList<>(detached());
    command.addAll(
        List.of(
            "sh",
            script.toString(),
            run.directory().toString(),
            launch.log().toString(),
            Long.toString(launch.logBytes()),
            launch.keep() ? "keep" : "once",
            HAS_SESSIONS ? "own" : "shared"));
    command.addAll(launch.command());
    return start(command, launch, Redirect.DISCARD);
  }

  /**
   * Starts a run without a wrapper: the process is the command itself, its exit code is nobody's,
   * and nobody bounds its log.
   */
  public Process startBare(RunDirectory run, Launch launch) throws IOException {
    BelayHome.createPrivate(run.directory());
    createLog(launch.log());
    var command = new ArrayList<>(detached());
    command.addAll(List.of("sh", script.toString(), "child", run.directory().toString()));
    command.addAll(launch.command());
    return start(command, launch, Redirect.to(launch.log().toFile()));
  }

  private static Process start(List<String> command, Launch launch, Redirect output)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(launch.workingDirectory().toFile());
    builder.environment().clear();
    builder.environment().putAll(launch.environment());
    return builder.redirectInput(NOTHING).redirectErrorStream(true).redirectOutput(output).start();
  }

  /** Output may hold what others must not read, so the file is made before anything opens it. */
  public static void createLog(Path log) throws IOException {
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  private static List<String> detached() {
    return HAS_SESSIONS ? List.of("setsid") : List.of();
  }

  static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
