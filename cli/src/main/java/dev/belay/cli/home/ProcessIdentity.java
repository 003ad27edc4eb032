package dev.belay.cli.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A process that cannot be confused with a later one of the same number: start ticks and boot id do
 * not depend on the wall clock. Where there is no /proc, the start time stands in for them.
 *
 * @param startTicks field 22 of /proc/PID/stat, 0 where there is no /proc
 * @param bootId empty where there is no /proc
 * @param startedAt epoch seconds by the wall clock
 */
public record ProcessIdentity(long pid, long startTicks, String bootId, long startedAt) {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Pattern WRITTEN =
      Pattern.compile("([0-9]{1,10}) ([0-9]{1,18}) ([0-9a-f-]{1,40})");
  private static final int STATE = 0;
  private static final int START_TICKS = 19;
  private static final long CLOCK_SLACK_SECONDS = 3;

  /** Empty if there is no such file or it does not name a process. */
  public static Optional<ProcessIdentity> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    JsonNode json;
    try {
      json = BelayHome.read(file);
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
    return Optional.of(
            new ProcessIdentity(
                json.path("pid").asLong(0),
                json.path("startTicks").asLong(0),
                json.path("bootId").asString("").strip(),
                json.path("startedAt").asLong(0)))
        .filter(identity -> identity.pid > 1);
  }

  /**
   * Reads "pid start boot", as workloads record themselves; boot is "-" where there is no /proc.
   */
  public static Optional<ProcessIdentity> parse(String line) {
    Matcher written = WRITTEN.matcher(line.strip());
    if (!written.matches()) {
      return Optional.empty();
    }
    long pid = Long.parseLong(written.group(1));
    long start = Long.parseLong(written.group(2));
    String boot = written.group(3);
    return Optional.of(
            boot.equals("-")
                ? new ProcessIdentity(pid, 0, "", start)
                : new ProcessIdentity(pid, start, boot, 0))
        .filter(identity -> identity.pid > 1);
  }

  /** The process that has this number now; empty where there is no /proc or no such process. */
  public static Optional<ProcessIdentity> of(long pid) {
    var unknown = new ProcessIdentity(pid, 0, "-", 0);
    try {
      long ticks = Long.parseLong(unknown.stat()[START_TICKS]);
      return Optional.of(new ProcessIdentity(pid, ticks, Files.readString(BOOT_ID).strip(), 0));
    } catch (IOException | RuntimeException gone) {
      return Optional.empty();
    }
  }

  /** Whether this very process runs; a zombie does not. */
  public boolean alive() {
    try {
      if (!bootId.isEmpty()) {
        String[] stat = stat();
        return Files.readString(BOOT_ID).strip().equals(bootId)
            && !stat[STATE].equals("Z")
            && Long.parseLong(stat[START_TICKS]) == startTicks;
      }
    } catch (IOException | RuntimeException e) {
      return false;
    }
    return handle().flatMap(handle -> handle.info().startInstant()).stream()
        .anyMatch(start -> Math.abs(start.getEpochSecond() - startedAt) <= CLOCK_SLACK_SECONDS);
  }

  /** What follows the command's name, which may itself hold blanks and brackets. */
  private String[] stat() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
  }

  /** Sends a signal, such as {@code TERM}, if this very process runs. */
  public void signal(String name) {
    if (!alive()) {
      return;
    }
    switch (name) {
      case "TERM" -> handle().ifPresent(ProcessHandle::destroy);
      case "KILL" -> handle().ifPresent(ProcessHandle::destroyForcibly);
      default -> kill(name);
    }
  }

  private void kill(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid);
  }

  /** True if it has ended within the limit. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    Instant until = Instant.now().plus(limit);
    while (alive()) {
      if (Instant.now().isAfter(until)) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }
}
