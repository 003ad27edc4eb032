package dev.belay.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files of a directory or jar of a class path. A file of more than 16 MiB is an error. */
final class Content {

  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private Content() {}

  /**
   * @param name below the directory or jar, with slashes
   */
  record Item(String name, byte[] bytes) {}

  interface Use {
    void of(Item item);
  }

  /** In the order of names. Nothing if the place is neither a directory nor a jar. */
  static void each(Path place, Predicate<String> wanted, Use use) {
    try {
      if (Files.isDirectory(place)) {
        each(place, place, wanted, use);
      } else if (Files.isRegularFile(place) && place.toString().endsWith(".jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
          Path root = jar.getPath("/");
          each(place, root, wanted, use);
        }
      }
    } catch (IOException e) {
      throw new BuildFault(place + " cannot be read: " + e, e);
    }
  }

  private static void each(Path place, Path root, Predicate<String> wanted, Use use)
      throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files =
          all.filter(file -> wanted.test(name(root, file)) && Files.isRegularFile(file))
              .sorted((a, b) -> name(root, a).compareTo(name(root, b)))
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      if (Files.size(file) > MAX_BYTES) {
        throw new BuildFault("%s in %s is larger than 16 MiB".formatted(name(root, file), place));
      }
      use.of(new Item(name(root, file), Files.readAllBytes(file)));
    }
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  static boolean isClass(String name) {
    return name.endsWith(".class")
        && !name.startsWith("META-INF/versions/")
        && !name.endsWith("module-info.class");
  }
}
