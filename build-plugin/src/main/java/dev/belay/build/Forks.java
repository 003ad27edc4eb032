package dev.belay.build;

import dev.belay.build.forked.Rows;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processes on a service's class path. Each has 120 s and 512 MiB; its directory is removed
 * afterwards.
 *
 * @param java the one that compiles the service, which may be newer than Maven's
 * @param plugin this plugin's own jars, behind the service's
 */
record Forks(Path java, List<Path> plugin) {

  private static final int SECONDS = 120;
  private static final int WORDS = 4_000;

  Rows ask(Class<?> main, Properties question, List<Path> classPath) {
    try {
      Path directory = Files.createTempDirectory("belay-build");
      try {
        return ask(main, question, classPath, directory);
      } finally {
        remove(directory);
      }
    } catch (IOException e) {
      throw new BuildFault("the service's classes cannot be asked: " + e, e);
    }
  }

  private Rows ask(Class<?> main, Properties question, List<Path> classPath, Path directory)
      throws IOException {
    Path asked = directory.resolve("question.properties");
    try (Writer out = Files.newBufferedWriter(asked)) {
      question.store(out, null);
    }
    Path told = directory.resolve("answer");
    Path words = directory.resolve("out");
    Path options = directory.resolve("options");
    Files.writeString(options, "-cp\n" + quoted(classPath) + "\n");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + directory,
                "@" + options,
                main.getName(),
                asked.toString(),
                told.toString())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(options.toFile()))
            .redirectOutput(words.toFile())
            .start();
    await(process, main);
    if (process.exitValue() != 0 || !Files.exists(told)) {
      throw new BuildFault(
          "%s ended with exit code %d on the service's class path:\n%s"
              .formatted(main.getSimpleName(), process.exitValue(), end(words)));
    }
    return Rows.read(told);
  }

  private static void await(Process process, Class<?> main) {
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new BuildFault(
            "%s had not ended after %d s on the service's class path"
                .formatted(main.getSimpleName(), SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildFault("interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** An argument file takes backslashes for escapes. */
  private String quoted(List<Path> classPath) {
    List<Path> all = new ArrayList<>(classPath);
    all.addAll(plugin);
    String path =
        all.stream()
            .map(Path::toString)
            .distinct()
            .collect(Collectors.joining(System.getProperty("path.separator")));
    return "\"" + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String end(Path words) throws IOException {
    byte[] all = Files.readAllBytes(words);
    int from = Math.max(0, all.length - WORDS);
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
