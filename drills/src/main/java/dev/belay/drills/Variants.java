package dev.belay.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where the build has put the variant artifacts, one runnable service each. */
record Variants(Path repository) {

  /**
   * @throws DrillImpossibleException if it was not built
   */
  Path of(Drill drill) {
    Path directory = repository.resolve("drills/target");
    String glob = "belay-drills-*-" + drill.name() + ".jar";
    if (Files.isDirectory(directory)) {
      try (var files = Files.list(directory)) {
        var matcher = directory.getFileSystem().getPathMatcher("glob:" + glob);
        return files
            .filter(file -> matcher.matches(file.getFileName()))
            .max(Comparator.comparing(file -> file.toFile().lastModified()))
            .orElseThrow(() -> missing(directory.resolve(glob)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw missing(directory.resolve(glob));
  }

  private static DrillImpossibleException missing(Path file) {
    return new DrillImpossibleException(
        file + " is missing; './mvnw -DskipTests package' builds it");
  }
}
