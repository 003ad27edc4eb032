package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * As whom the server runs. PostgreSQL refuses to be root, and refuses a directory that is not its
 * own, so a home keeps the mode with which it began.
 */
enum ServerMode {
  /** As this user, who is not root. */
  DIRECT(List.of()),

  /** Root in a user namespace, where it is nobody; the files stay root's. */
  UNSHARE(List.of("unshare", "-U")),

  /** As nobody; the data lies outside of the home, which nobody cannot enter. */
  SETPRIV(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"));

  static final int NOBODY = 65_534;

  private final List<String> prefix;

  ServerMode(List<String> prefix) {
    this.prefix = prefix;
  }

  List<String> prefix() {
    return prefix;
  }

  /**
   * The first that works on this machine.
   *
   * @param probe a directory in which a file may be created
   */
  static ServerMode detect(Path probe) throws IOException {
    if (!isRoot(probe)) {
      return DIRECT;
    }
    if (UNSHARE.works()) {
      return UNSHARE;
    }
    if (SETPRIV.works()) {
      return SETPRIV;
    }
    throw new PlatformException(
        "PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' works here."
            + " Start Belay as an ordinary user, or name a server with belay.local.database.url.",
        null);
  }

  private static boolean isRoot(Path probe) throws IOException {
    Path file = Files.createTempFile(probe, "owner", ".probe");
    try {
      return Files.getAttribute(file, "unix:uid").equals(0);
    } finally {
      Files.delete(file);
    }
  }

  private boolean works() {
    var command = new java.util.ArrayList<>(prefix);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
