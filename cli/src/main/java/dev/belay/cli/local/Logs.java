package dev.belay.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Ends of log files. */
public final class Logs {

  private static final int MAX_BYTES = 1024 * 1024;
  private static final int LONGEST = 500;
  private static final Pattern FRAME = Pattern.compile("\\s+(at |\\.\\.\\. \\d+ )");

  private Logs() {}

  /**
   * The last lines of a file, read from its last mebibyte; empty if there is no such file.
   *
   * @param count at least 1
   */
  public static String lastLines(Path file, int count) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - MAX_BYTES);
      var bytes = new byte[(int) (log.length() - from)];
      log.seek(from);
      log.readFully(bytes);
      String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n");
      int first = Math.max(0, lines.length - count);
      return String.join("\n", java.util.Arrays.copyOfRange(lines, first, lines.length));
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * What a program that ended had to say: its last lines without the frames of stack traces, which
   * would leave no room for the reason.
   */
  static String lastWords(Path file, int count) {
    List<String> words =
        lastLines(file, 2_000)
            .lines()
            .filter(line -> !line.isBlank() && !FRAME.matcher(line).lookingAt())
            .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line)
            .toList();
    return String.join("\n", words.subList(Math.max(0, words.size() - count), words.size()));
  }
}
