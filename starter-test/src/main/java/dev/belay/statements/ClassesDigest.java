package dev.belay.statements;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Names the content of a directory of classes. */
public final class ClassesDigest {

  /** Where recorded statements lie, in the module's directory. */
  public static final String DIRECTORY = "target/belay/statements";

  private ClassesDigest() {}

  /** SHA-256 of the class files below, in hexadecimal digits; of nothing if there is none. */
  public static String of(Path directory) {
    return of(directory, name -> name.endsWith(".class"));
  }

  /**
   * SHA-256 of names and contents.
   *
   * @param counts tells by a file's name, with slashes, below the directory
   */
  public static String of(Path directory, Predicate<String> counts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files(directory)) {
        String name = directory.relativize(file).toString().replace('\\', '/');
        if (counts.test(name)) {
          byte[] content = Files.readAllBytes(file);
          digest.update((name + '\0' + content.length + '\0').getBytes(StandardCharsets.UTF_8));
          digest.update(content);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .sorted((a, b) -> a.toString().compareTo(b.toString()))
          .toList();
    }
  }
}
