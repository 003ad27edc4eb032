package dev.belay.controlplane.local.process;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process, told from a later one with the same pid by when it started, and from one before the
 * machine's last start by the boot. A change of the wall clock does not matter.
 *
 * @param start clock ticks since the boot; where there is no {@code /proc}, epoch seconds
 * @param boot the boot's id; "-" where it is unknown
 */
public record ProcessIdentity(long pid, String start, String boot) {

  private static final Pattern WRITTEN =
      Pattern.compile("([0-9]{1,10}) ([0-9]{1,20}) ([0-9a-f-]+)");
  private static final long CLOCK_TOLERANCE_SECONDS = 2;

  public enum Signal {
    TERM,
    INT,
    QUIT,
    CONT,
    KILL
  }

  /** The process that has this pid now, if it runs. */
  public static Optional<ProcessIdentity> of(long pid) {
    if (ProcessTable.isPresent()) {
      return ProcessTable.startTicks(pid)
          .map(ticks -> new ProcessIdentity(pid, ticks, ProcessTable.boot()));
    }
    return startInstant(pid)
        .map(start -> new ProcessIdentity(pid, Long.toString(start.getEpochSecond()), "-"));
  }

  /** Reads "pid start boot", as the workload script writes it. */
  static Optional<ProcessIdentity> parse(String line) {
    Matcher matcher = WRITTEN.matcher(line.strip());
    return matcher.matches()
        ? Optional.of(
            new ProcessIdentity(
                Long.parseLong(matcher.group(1)), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }

  /** Whether it still runs; what has ended and was not collected by its parent does not. */
  public boolean isAlive() {
    if (ProcessTable.isPresent()) {
      return boot.equals(ProcessTable.boot())
          && ProcessTable.startTicks(pid).filter(start::equals).isPresent();
    }
    return startInstant(pid)
        .filter(now ->
            Math.abs(now.getEpochSecond() - Long.parseLong(start)) <= CLOCK_TOLERANCE_SECONDS)
        .isPresent();
  }

  /** Signals it if it still runs. */
  public void send(Signal signal) {
    if (!isAlive()) {
      return;
    }
    if (signal == Signal.TERM || signal == Signal.KILL) {
      ProcessHandle.of(pid)
          .ifPresent(
              signal == Signal.TERM ? ProcessHandle::destroy : ProcessHandle::destroyForcibly);
      return;
    }
    try {
      // The shell's own kill: a program of that name is not everywhere.
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid + " 2>/dev/null").start();
      if (!kill.waitFor(10, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot signal process " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Instant> startInstant(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(handle -> handle.info().startInstant());
  }

  @Override
  public String toString() {
    return "pid " + pid;
  }
}
