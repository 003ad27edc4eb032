package dev.belay.drills;

import dev.belay.drills.Drill.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Where the build has put what drills release, one runnable service each. */
record Variants(Path repository) {

  /** Variants that carry more, or another service, than those of the drills' own module. */
  private static final List<String> OTHER_MODULES =
      List.of("drills/gpu/target", "drills/entities/target");

  /**
   * @throws DrillImpossibleException if it was not built
   */
  Path of(Drill drill) {
    return switch (drill.artifact()) {
      case Artifact.Variant variant -> variant(variant.classifier());
      case Artifact.Altered altered -> altered(variant(altered.classifier()), drill, altered.how());
      case Artifact.Production production ->
          newest(drill.service() + "/target", "belay-" + drill.service() + "-*-exec.jar");
    };
  }

  /** The object store that drills keep files in. */
  Path objectStore() {
    return newest("drills/store/target", "belay-drills-store-*-exec.jar");
  }

  /** In whichever of the modules builds it: a classifier is one drill's. */
  private Path variant(String classifier) {
    for (String module : OTHER_MODULES) {
      Path directory = repository.resolve(module);
      if (!matching(directory, glob(classifier)).isEmpty()) {
        return newest(module, glob(classifier));
      }
    }
    return newest("drills/target", glob(classifier));
  }

  private static String glob(String classifier) {
    return "belay-drills-*-" + classifier + ".jar";
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
    return matching(directory, glob).stream()
        .max(Comparator.comparing(file -> file.toFile().lastModified()))
        .orElseThrow(() -> missing(directory.resolve(glob)));
  }

  private static List<Path> matching(Path directory, String glob) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      var matcher = directory.getFileSystem().getPathMatcher("glob:" + glob);
      return files.filter(file -> matcher.matches(file.getFileName())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DrillImpossibleException missing(Path file) {
    return new DrillImpossibleException(
        file + " is missing; './mvnw -DskipTests package' builds it");
  }
}
