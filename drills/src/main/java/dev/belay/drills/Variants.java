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
      case Artifact.Variant variant -> upload(variant.classifier());
      case Artifact.Altered altered -> altered(upload(altered.classifier()), drill, altered.how());
      case Artifact.Production production ->
          newest(drill.service() + "/target", "belay-" + drill.service() + "-*-exec.jar");
    };
  }

  private Path upload(String classifier) {
    return newest("drills/target", "belay-drills-*-" + classifier + ".jar");
  }

  /** Beside the build's own, under one name for each drill: made anew each time, never many. */
  private Path altered(Path original, Drill drill, Alteration how) {
    Path altered = repository.resolve("drills/target/altered/" + drill.name() + ".jar");
    try {
      Files.createDirectories(altered.getParent());
      how.alter(original, altered);
      return altered;
    } catch (IOException e) {
      throw new DrillImpossibleException(altered + " cannot be made: " + e.getMessage());
    }
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
