package dev.belay.controlplane.local.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The end of a workload's output: 40 lines of 400 characters at most, without control characters.
 */
public final class LogTail {

  public static final int MAX_LINES = 40;
  public static final int MAX_LINE_LENGTH = 400;
  private static final int MAX_BYTES = 64 << 10;

  private LogTail() {}

  /**
   * The last lines that were written behind an offset.
   *
   * @param from the log's size when the run began; ignored if the log was begun anew since
   */
  public static String lastLines(Path log, long from) {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      long size = channel.size();
      long begin = Math.max(from > size ? 0 : from, size - MAX_BYTES);
      var buffer = ByteBuffer.allocate((int) (size - begin));
      while (buffer.hasRemaining() && channel.read(buffer, begin + buffer.position()) > 0) {}
      return lastLines(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** The log's present size; 0 if there is none. */
  public static long size(Path log) {
    return log.toFile().length();
  }

  static String lastLines(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    return String.join(
        "\n",
        lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()).stream()
            .map(LogTail::printable)
            .toList());
  }

  private static String printable(String line) {
    String clean = line.replace('\t', ' ').replaceAll("\\p{Cntrl}", "");
    return clean.length() <= MAX_LINE_LENGTH
        ? clean
        : clean.substring(0, MAX_LINE_LENGTH - 1) + "…";
  }
}
