package dev.belay.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** The names of the classes that a directory or jar has, read from its table of contents. */
final class Names {

  private static final String SUFFIX = ".class";

  private Names() {}

  static void of(Path place, Set<String> into) {
    try {
      if (Files.isDirectory(place)) {
        try (Stream<Path> files = Files.walk(place)) {
          files.forEach(file -> add(place.relativize(file).toString().replace('\\', '/'), into));
        }
      } else if (Files.isRegularFile(place) && place.toString().endsWith(".jar")) {
        try (ZipFile jar = new ZipFile(place.toFile())) {
          jar.stream().forEach(entry -> add(entry.getName(), into));
        }
      }
    } catch (IOException e) {
      throw new BuildFault(place + " on the class path cannot be read: " + e, e);
    }
  }

  private static void add(String name, Set<String> into) {
    if (name.endsWith(SUFFIX)) {
      String bare = name.substring(0, name.length() - SUFFIX.length());
      into.add(bare.replaceFirst("^META-INF/versions/\\d+/", ""));
    }
  }
}
