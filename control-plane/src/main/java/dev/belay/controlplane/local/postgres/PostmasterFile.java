package dev.belay.controlplane.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says. It outlives a killed server and then still says that it is
 * ready, so it is never the truth by itself.
 */
record PostmasterFile(long pid, boolean ready) {

  private static final String NAME = "postmaster.pid";
  private static final int STATUS_LINE = 7;

  static Optional<PostmasterFile> read(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve(NAME));
      if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,10}")) {
        return Optional.empty();
      }
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
      return Optional.of(new PostmasterFile(Long.parseLong(lines.getFirst().strip()), ready));
    } catch (IOException absentOrBeingWritten) {
      return Optional.empty();
    }
  }

  /** Only when no process of the cluster is left: two servers on one cluster would destroy it. */
  static void delete(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(NAME));
  }
}
