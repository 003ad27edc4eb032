package dev.belay.drills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for a value that must show up nowhere, in answers and in the files of the home. */
final class Leaks {

  /** Larger files are programs and pictures. */
  private static final long MOST_BYTES = 64L << 20;

  private static final List<String> LEFT_OUT = List.of("cache", "dist", "settings");

  private Leaks() {}

  static List<String> of(Stage stage, String secret, List<String> answers) throws IOException {
    var found = new ArrayList<String>();
    if (answers.stream().anyMatch(answer -> answer.contains(secret))) {
      found.add("an answer");
    }
    if (stage.client().audit(stage.service(), 100).toString().contains(secret)) {
      found.add("the audit log");
    }
    Path home = stage.home();
    try (Stream<Path> top = Files.list(home)) {
      for (Path each : top.toList()) {
        if (!LEFT_OUT.contains(each.getFileName().toString())) {
          search(each, home, secret, found);
        }
      }
    }
    return found;
  }

  private static void search(Path from, Path home, String secret, List<String> found)
      throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (holds(file, secret)) {
          found.add(home.relativize(file).toString());
        }
      }
    } catch (java.io.UncheckedIOException e) {
      // A directory that went away meanwhile holds nothing any more.
      if (!(e.getCause() instanceof java.nio.file.NoSuchFileException)) {
        throw e.getCause();
      }
    }
  }

  private static boolean holds(Path file, String secret) throws IOException {
    try {
      return Files.size(file) <= MOST_BYTES
          && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
    } catch (java.nio.file.NoSuchFileException | java.nio.file.AccessDeniedException gone) {
      return false;
    }
  }
}
