package dev.belay.drills;

import dev.belay.drills.Drill.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where the build has put what drills release, one runnable service each. */
record Variants(Path repository) {

  /**
   * @throws DrillImpossibleException if it was not built
   */
  Path of(Drill drill) {
    return switch (drill.artifact()) {
      case Artifact.Variant variant when drill.service().equals(Drill.GPU) ->
          newest("drills/gpu/target", "belay-drills-gpu-*-" + variant.classifier() + ".jar");
      case Artifact.Variant variant ->
          newest("drills/target", "belay-drills-*-" + variant.classifier() + ".jar");
      case Artifact.Production production ->
          newest(drill.service() + "/target", "belay-" + drill.service() + "-*-exec.jar");
    };
  }

  private Path newest(String module, String glob) {
    Path directory = repository.resolve(module);
    if (!Files.isDirectory(directory)) {
      throw missing(directory.resolve(glob));
    }
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

  private static DrillImpossibleException missing(Path file) {
    return new DrillImpossibleException(
        file + " is missing; './mvnw -DskipTests package' builds it");
  }
}
