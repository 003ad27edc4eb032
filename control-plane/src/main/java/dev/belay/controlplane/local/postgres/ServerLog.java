package dev.belay.controlplane.local.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the server's log small. It is copied and cut, since the server goes on writing to the file
 * it has open, always at its end.
 */
final class ServerLog {

  private static final long MAX_BYTES = 20L << 20;

  private ServerLog() {}

  static void bound(Path log) throws IOException {
    if (log.toFile().length() <= MAX_BYTES) {
      return;
    }
    Path predecessor = log.resolveSibling(log.getFileName() + ".1");
    Files.copy(log, predecessor, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
