package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.process.ProcessIdentity.Signal;
import dev.belay.controlplane.local.process.ProcessTable;
import dev.belay.controlplane.platform.PlatformException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that work on a cluster. A server that was killed may leave one that is busy with a
 * query; it has a session of its own, is nobody's child, and must be gone before the next start.
 */
final class ClusterProcesses {

  private static final String PROGRAM = "postgres";
  private static final Logger log = LoggerFactory.getLogger(ClusterProcesses.class);

  private ClusterProcesses() {}

  static boolean includes(ServerLayout layout, long pid) {
    return ProcessTable.matches(pid, PROGRAM, layout.data());
  }

  /**
   * Ends all that are left, gently first.
   *
   * @throws PlatformException if one does not go even when killed
   */
  static void endAll(ServerLayout layout) throws InterruptedException {
    List<ProcessIdentity> left = ProcessTable.running(PROGRAM, layout.data());
    if (left.isEmpty()) {
      return;
    }
    log.warn("Ending {} processes that a killed database left behind", left.size());
    left.forEach(process -> process.send(Signal.TERM));
    if (awaitNone(layout, Duration.ofSeconds(5))) {
      return;
    }
    ProcessTable.running(PROGRAM, layout.data()).forEach(process -> process.send(Signal.KILL));
    if (!awaitNone(layout, Duration.ofSeconds(10))) {
      throw new PlatformException(
          "Processes of an earlier database do not end: "
              + ProcessTable.running(PROGRAM, layout.data()),
          null);
    }
  }

  /** Signals one and waits at most so long. */
  static void end(ProcessIdentity process, Signal signal, Duration limit)
      throws InterruptedException {
    process.send(signal);
    long deadline = System.nanoTime() + limit.toNanos();
    while (process.isAlive() && System.nanoTime() - deadline < 0) {
      Thread.sleep(10);
    }
  }

  private static boolean awaitNone(ServerLayout layout, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ProcessTable.running(PROGRAM, layout.data()).isEmpty()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }
}
