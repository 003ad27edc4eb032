package dev.belay.controlplane.local.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/** What can be told of a jar without running anything of it. */
final class BootJar {

  private static final String TOOLS = "BOOT-INF/lib/spring-boot-jarmode-tools-";
  private static final int MAX_ENTRIES = 100_000;

  private BootJar() {}

  /**
   * Whether the jar can unpack itself. Asking one that cannot would run its application instead.
   *
   * @throws LaunchException if it is no archive at all
   */
  static boolean canUnpackItself(Path jar) throws LaunchException {
    try (var archive = new ZipFile(jar.toFile())) {
      if (archive.size() > MAX_ENTRIES) {
        throw new LaunchException(
            "The artifact has %d entries; the limit is %d".formatted(archive.size(), MAX_ENTRIES),
            null);
      }
      return archive.getEntry("org/springframework/boot/loader/launch/JarLauncher.class") != null
          && archive.stream().anyMatch(entry -> entry.getName().startsWith(TOOLS));
    } catch (IOException e) {
      throw new LaunchException("The artifact is no readable jar: " + e.getMessage(), e);
    }
  }
}
