package dev.belay.gateway.proxy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Connections that the kernel has made and this process has not accepted yet: whoever closes a
 * listener resets them. Linux tells their number in the table of sockets.
 */
final class ListenQueue {

  private static final Path PROC = Path.of("/proc/self");
  private static final String LISTENING = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int QUEUES = 4;
  private static final int INODE = 9;

  private ListenQueue() {}

  /** How many wait at this process's listeners on these ports; 0 where that is not known. */
  static int waiting(Set<Integer> ports) {
    try {
      Set<String> own = ownSockets();
      return waiting(Files.readAllLines(PROC.resolve("net/tcp")), ports, own)
          + waiting(Files.readAllLines(PROC.resolve("net/tcp6")), ports, own);
    } catch (IOException | RuntimeException unknown) {
      return 0;
    }
  }

  static int waiting(List<String> table, Set<Integer> ports, Set<String> sockets) {
    return table.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(fields -> fields.length > INODE && fields[STATE].equals(LISTENING))
        .filter(fields -> ports.contains(hex(fields[LOCAL])) && sockets.contains(fields[INODE]))
        .mapToInt(fields -> hex(fields[QUEUES]))
        .sum();
  }

  /** What follows the colon. */
  private static int hex(String pair) {
    return Integer.parseInt(pair.substring(pair.indexOf(':') + 1), 16);
  }

  private static Set<String> ownSockets() throws IOException {
    var inodes = new HashSet<String>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROC.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        String target = link(descriptor);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }

  private static String link(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
