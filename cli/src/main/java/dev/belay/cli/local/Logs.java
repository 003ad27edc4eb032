package dev.belay.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends of log files. */
public final class Logs {

  private static final int MAX_BYTES = 1024 * 1024;

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
}
