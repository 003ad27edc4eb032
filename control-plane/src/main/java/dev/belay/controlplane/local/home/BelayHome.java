package dev.belay.controlplane.local.home;

import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where a local installation keeps everything. All of it is readable by its owner only.
 *
 * @param root absolute, without symbolic links
 */
public record BelayHome(Path root) {

  /** Opens a home and creates what is missing. */
  public static BelayHome open(Path directory) {
    try {
      Path absolute = directory.toAbsolutePath().normalize();
      createPrivate(absolute);
      var home = new BelayHome(absolute.toRealPath());
      createPrivate(home.run());
      createPrivate(home.logs());
      createPrivate(home.data());
      createPrivate(home.cache());
      createPrivate(home.secrets());
      createPrivate(home.settings());
      return home;
    } catch (IOException e) {
      throw new PlatformException(
          "Cannot use %s as BELAY_HOME: %s. Choose a directory that you may write to."
              .formatted(directory, e),
          e);
    }
  }

  /** Records and run directories of workloads. */
  public Path run() {
    return root.resolve("run");
  }

  /** The record and the runs of one workload. */
  public Path run(String workload) {
    return run().resolve(workload);
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** The output of a workload; the one before it is beside it, with {@code .1} appended. */
  public Path log(String workload) {
    return logs().resolve(workload + ".log");
  }

  public Path data() {
    return root.resolve("data");
  }

  /** Secrets that people put here for their services, one a file, named as it is referred to. */
  public Path secrets() {
    return root.resolve("secrets");
  }

  /** What people set for their services, one file a service: {@code <service>.env}. */
  public Path settings() {
    return root.resolve("settings");
  }

  /** What can be made again at the price of time. */
  public Path cache() {
    return root.resolve("cache");
  }

  public Path file(String name) {
    return root.resolve(name);
  }

  /** Creates a directory, and those above it that are missing, for its owner only. */
  public static Path createPrivate(Path directory) throws IOException {
    return Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
