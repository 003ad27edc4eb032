package dev.belay.cli.local;

import dev.belay.cli.home.BelayHome;
import dev.belay.cli.home.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Database processes that outlived their server: one that is busy with a query does not notice its
 * end, has a session of its own and is recorded nowhere. Known by program and working directory;
 * without /proc there are none to be found.
 */
record DatabaseOrphans(BelayHome home) {

  private static final Path PROC = Path.of("/proc");
  private static final String PROGRAM = "postgres";

  List<ProcessIdentity> alive() {
    Path data;
    try {
      data = home.root().resolve("data").resolve("postgres").toRealPath();
    } catch (IOException noDatabase) {
      return List.of();
    }
    var found = new ArrayList<ProcessIdentity>();
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return found;
    }
    try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (worksIn(process, data)) {
          ProcessIdentity.of(Long.parseLong(process.getFileName().toString()))
              .ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return found;
  }

  private static boolean worksIn(Path process, Path data) {
    try {
      return Files.readSymbolicLink(process.resolve("exe")).endsWith(PROGRAM)
          && Files.readSymbolicLink(process.resolve("cwd")).equals(data);
    } catch (IOException | RuntimeException goneOrForeign) {
      return false;
    }
  }
}
