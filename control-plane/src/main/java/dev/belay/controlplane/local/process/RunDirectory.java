package dev.belay.controlplane.local.process;

import dev.belay.controlplane.local.process.ProcessIdentity.Signal;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of a workload, seen through the files that the workload script leaves ({@code wrapper},
 * {@code child}, {@code exit}). Whoever opens the directory later knows as much as the one who
 * started the run.
 *
 * @param directory used for one run only
 */
public record RunDirectory(Path directory) {

  private static final String ABANDONED = "abandoned\n";

  /**
   * Looks at the run. If nobody can show up any more, or nobody has and the starter is gone, the
   * name is claimed, so that a latecomer ends without having done anything.
   *
   * @param starter the wrapper's process if this process started it, else null
   */
  public RunFacts look(@Nullable Process starter) {
    Optional<String> wrapperLine = read("wrapper");
    if (wrapperLine.isEmpty()) {
      if (starter != null && starter.isAlive()) {
        return new RunFacts.Starting();
      }
      return abandon("wrapper") ? new RunFacts.NeverStarted() : look(starter);
    }
    Optional<ProcessIdentity> wrapper = ProcessIdentity.parse(wrapperLine.get());
    if (wrapper.isEmpty()) {
      return new RunFacts.NeverStarted();
    }
    Optional<ProcessIdentity> child = child();
    if (child.isPresent() && child.get().isAlive()) {
      return new RunFacts.Running(child.get(), modified("child"));
    }
    if (wrapper.get().isAlive()) {
      return child.isPresent() ? new RunFacts.Ending() : new RunFacts.Starting();
    }
    return afterTheWrapper();
  }

  /** The wrapper is gone, so what is in the files now is the last word, but for a late child. */
  private RunFacts afterTheWrapper() {
    giveUpChild();
    Optional<ProcessIdentity> child = child();
    if (child.isPresent() && child.get().isAlive()) {
      return new RunFacts.Running(child.get(), modified("child"));
    }
    Integer code =
        read("exit")
            .map(String::strip)
            .filter(text -> text.matches("[0-9]{1,3}"))
            .map(Integer::valueOf)
            .orElse(null);
    return new RunFacts.Ended(code, modified(code == null ? "wrapper" : "exit"));
  }

  /** The wrapper while it lives. */
  public Optional<ProcessIdentity> wrapper() {
    return read("wrapper").flatMap(ProcessIdentity::parse).filter(ProcessIdentity::isAlive);
  }

  /** The process that was started last, alive or not. */
  public Optional<ProcessIdentity> child() {
    return read("child").flatMap(ProcessIdentity::parse);
  }

  /** Makes sure that a process without a wrapper that has not shown itself never will. */
  public void giveUpChild() {
    if (read("child").isEmpty()) {
      abandon("child");
    }
  }

  /** How often the wrapper itself started the process again. */
  public int restarts() {
    return read("restarts")
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(Integer::parseInt)
        .orElse(0);
  }

  /** Asks the run to end; the wrapper passes it on and does not start the process again. */
  public void terminate() {
    signalTarget().ifPresent(process -> process.send(Signal.TERM));
  }

  private Optional<ProcessIdentity> signalTarget() {
    return wrapper().or(this::child);
  }

  /** Ends the process; the wrapper then notes how it ended. */
  public void kill() {
    child().ifPresent(process -> process.send(Signal.KILL));
  }

  /** Ends the wrapper, then the process, and whatever of both is left. */
  public void killAll() {
    wrapper().ifPresent(process -> process.send(Signal.KILL));
    kill();
  }

  /**
   * Asks the run to end, kills it after the grace, and returns when it is over.
   *
   * @throws PlatformException if even a killed process does not go, within 10 s
   */
  public void end(Duration grace) throws InterruptedException {
    if (look(null).isOver()) {
      return;
    }
    terminate();
    if (awaitEnd(grace)) {
      return;
    }
    terminate();
    kill();
    if (awaitEnd(Duration.ofSeconds(3))) {
      return;
    }
    killAll();
    if (!awaitEnd(Duration.ofSeconds(7))) {
      throw new PlatformException("The run in " + directory + " does not end, even killed", null);
    }
  }

  /** Whether the run was over within the limit. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!look(null).isOver()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(25);
    }
    return true;
  }

  private boolean abandon(String name) {
    try {
      Path claim = Files.createTempFile(directory, name, ".claim");
      try {
        Files.writeString(claim, ABANDONED);
        Files.createLink(directory.resolve(name), claim);
        return true;
      } finally {
        Files.delete(claim);
      }
    } catch (FileAlreadyExistsException late) {
      return false;
    } catch (NoSuchFileException noDirectory) {
      // The starter ended before it made the directory, hence before it started anything.
      return true;
    } catch (IOException e) {
      throw new PlatformException("Cannot look at the run in " + directory + ": " + e, e);
    }
  }

  private Optional<String> read(String name) {
    try {
      return Optional.of(Files.readString(directory.resolve(name)));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw new PlatformException("Cannot look at the run in " + directory + ": " + e, e);
    }
  }

  private Instant modified(String name) {
    try {
      return Files.getLastModifiedTime(directory.resolve(name)).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
