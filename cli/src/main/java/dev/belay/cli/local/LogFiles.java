package dev.belay.cli.local;

import dev.belay.cli.home.BelayHome;
import dev.belay.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The logs of a home, by name. */
public record LogFiles(BelayHome home) {

  private static final String END = ".log";
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final long PAUSE_MILLIS = 200;

  /**
   * The log of that name, else the newest whose name begins so.
   *
   * @throws CommandFailedException naming those that there are
   */
  public Path named(String name) {
    List<Path> all = all();
    return all.stream()
        .filter(log -> nameOf(log).equals(name))
        .findFirst()
        .or(() ->
            all.stream()
                .filter(log -> !name.isEmpty() && nameOf(log).startsWith(name))
                .max(Comparator.comparing(log -> log.toFile().lastModified())))
        .orElseThrow(() -> unknown(name, all));
  }

  private CommandFailedException unknown(String name, List<Path> all) {
    return new CommandFailedException(
        all.isEmpty()
            ? "There are no logs in %s yet. './belay up' starts Belay.".formatted(home.root())
            : "No log is named '%s'. There are: %s."
                .formatted(
                    name, all.stream().map(LogFiles::nameOf).collect(Collectors.joining(", "))));
  }

  private List<Path> all() {
    if (!Files.isDirectory(home.logsDirectory())) {
      return List.of();
    }
    try (var files = Files.list(home.logsDirectory())) {
      return files.filter(file -> file.toString().endsWith(END)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Path log) {
    String file = log.getFileName().toString();
    return file.substring(0, file.length() - END.length());
  }

  /** Gives whole lines as they are written, until the thread is interrupted. */
  public static void follow(Path log, Consumer<String> line)
      throws IOException, InterruptedException {
    long position = Files.size(log);
    var bytes = new byte[CHUNK_BYTES];
    var rest = new java.io.ByteArrayOutputStream();
    while (true) {
      try (var file = new RandomAccessFile(log.toFile(), "r")) {
        if (file.length() < position) {
          position = 0; // It was begun anew.
        }
        file.seek(position);
        int read = file.read(bytes);
        if (read > 0) {
          position += read;
          lines(bytes, read, rest, line);
          continue;
        }
      } catch (java.io.FileNotFoundException moved) {
        position = 0;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static void lines(
      byte[] bytes, int count, java.io.ByteArrayOutputStream rest, Consumer<String> line) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n' || rest.size() >= CHUNK_BYTES) {
        line.accept(rest.toString(StandardCharsets.UTF_8));
        rest.reset();
      }
      if (bytes[i] != '\n') {
        rest.write(bytes[i]);
      }
    }
  }
}
