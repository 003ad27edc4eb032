package dev.belay.cli.local;

import dev.belay.cli.home.BelayHome;
import dev.belay.cli.home.ProcessIdentity;
import dev.belay.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Starts the control plane so that it outlives this process and its terminal. */
final class ControlPlaneLauncher {

  private static final long MAX_LOG_BYTES = 20L * 1024 * 1024;
  private static final Duration RECORDED = Duration.ofSeconds(10);

  /**
   * Writes its own identity and becomes the program: whoever is killed in between, what runs is
   * recorded. $1 is the file, the rest the command.
   */
  private static final String RECORD_AND_EXEC =
      """
      trap '' HUP
      ticks=0; boot=
      if [ -r /proc/self/stat ]; then
        read -r stat </proc/$$/stat
        set -f; rest=${stat##*) }; n=0
        for field in $rest; do n=$((n+1)); [ $n -eq 20 ] && ticks=$field && break; done
        set +f
        read -r boot </proc/sys/kernel/random/boot_id
      fi
      (umask 077; printf '{"pid":%s,"startTicks":%s,"bootId":"%s","startedAt":%s}\\n' \
        "$$" "$ticks" "$boot" "$(date +%s)" >"$1.next") && mv "$1.next" "$1" || exit 1
      shift
      exec "$@"
      """;

  private final BelayHome home;
  private final Ports ports;

  ControlPlaneLauncher(BelayHome home, Ports ports) {
    this.home = home;
    this.ports = ports;
  }

  /** Returns as soon as the process is recorded, long before it is ready. */
  ProcessIdentity launch(Programs programs) throws IOException, InterruptedException {
    rotateLog();
    Files.deleteIfExists(home.controlPlaneIdentity());
    var builder = new ProcessBuilder(command(programs));
    builder.directory(home.root().toFile());
    builder.environment().put("BELAY_HOME", home.root().toString());
    builder.environment().put("SERVER_PORT", Integer.toString(ports.console()));
    builder.environment().put("BELAY_LOCAL_PORTBASE", Integer.toString(ports.base()));
    builder.environment().put("BELAY_LOCAL_GATEWAYDIST", programs.gateway().toString());
    builder
        .environment()
        .put("BELAY_LOCAL_ARTIFACTS_UPLOADSERVICE", programs.uploadService().toString());
    builder.environment().put("BELAY_LOCAL_ARTIFACTS_GPUSERVICE", programs.gpuService().toString());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(home.controlPlaneLog().toFile()));
    return awaitRecord(builder.start());
  }

  private List<String> command(Programs programs) {
    var command = new ArrayList<String>();
    if (onPath("setsid")) {
      command.add("setsid");
    }
    command.addAll(
        List.of("sh", "-c", RECORD_AND_EXEC, "belay", home.controlPlaneIdentity().toString()));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-jar",
            programs.controlPlane().resolve("control-plane.jar").toString()));
    return command;
  }

  private static boolean onPath(String program) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private ProcessIdentity awaitRecord(Process process) throws InterruptedException {
    Instant until = Instant.now().plus(RECORDED);
    while (Instant.now().isBefore(until)) {
      var identity = home.controlPlane();
      if (identity.isPresent()) {
        return identity.get();
      }
      if (!process.isAlive()) {
        throw new CommandFailedException(
            "The control plane could not be started (exit code %d). %s"
                .formatted(process.exitValue(), Logs.lastWords(home.controlPlaneLog(), 15)));
      }
      Thread.sleep(10);
    }
    process.destroyForcibly();
    throw new CommandFailedException("The control plane could not be started within 10 s.");
  }

  /** One older log is kept. */
  private void rotateLog() throws IOException {
    Path log = home.controlPlaneLog();
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
