package dev.belay.cli.local;

import dev.belay.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * What was built and is run: two unpacked programs and the first release of each service.
 *
 * @param controlPlane holds control-plane.jar and its libraries
 * @param gateway holds gateway.jar and its libraries
 * @param uploadService one runnable file
 * @param gpuService one runnable file
 */
record Programs(Path controlPlane, Path gateway, Path uploadService, Path gpuService) {

  static Programs in(Path repository) {
    var programs =
        new Programs(
            repository.resolve("control-plane/target/dist"),
            repository.resolve("gateway/target/dist"),
            newest(repository.resolve("upload-service/target"), "belay-upload-service-*-exec.jar"),
            newest(repository.resolve("gpu-service/target"), "belay-gpu-service-*-exec.jar"));
    require(programs.controlPlane.resolve("control-plane.jar"));
    require(programs.gateway.resolve("gateway.jar"));
    return programs;
  }

  private static Path newest(Path directory, String glob) {
    if (!Files.isDirectory(directory)) {
      throw notBuilt(directory.resolve(glob));
    }
    try (var files = Files.newDirectoryStream(directory, glob)) {
      Path newest = null;
      for (Path file : files) {
        if (newest == null || lastModified().compare(file, newest) > 0) {
          newest = file;
        }
      }
      if (newest == null) {
        throw notBuilt(directory.resolve(glob));
      }
      return newest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Comparator<Path> lastModified() {
    return Comparator.comparing(file -> {
      try {
        return Files.getLastModifiedTime(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static void require(Path file) {
    if (!Files.isRegularFile(file)) {
      throw notBuilt(file);
    }
  }

  private static CommandFailedException notBuilt(Path file) {
    return new CommandFailedException(
        file + " is missing. Build it with './mvnw -DskipTests package'; './belay up' does so.");
  }

  List<Path> roots() {
    return List.of(controlPlane, gateway, uploadService, gpuService);
  }
}
