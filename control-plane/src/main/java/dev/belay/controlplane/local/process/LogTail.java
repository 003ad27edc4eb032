package dev.belay.controlplane.local.process;

import dev.belay.controlplane.platform.Examination;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The end of a workload's output: 40 lines of 400 characters at most, without control characters.
 * Of each stack trace the first frames stay, so that the causes fit; and where there are more
 * lines, those that tell of something wrong rather than of business as usual.
 */
public final class LogTail {

  public static final int MAX_LINES = Examination.MAX_LINES;
  public static final int MAX_LINE_LENGTH = Examination.MAX_LINE_LENGTH;
  private static final int MAX_BYTES = 256 << 10;

  /** Of the newest lines, whatever they tell: what a process did last is telling too. */
  private static final int NEWEST = 10;

  /** How far into a line its level is looked for. */
  private static final int LEVEL_WITHIN = 120;

  private static final Pattern ROUTINE =
      Pattern.compile(
          "^(?:[^a-z]{0,40}|[^\\[]{0,30}\\[[^\\]]{0,40}\\]\\s*)\\b(?:TRACE|DEBUG|INFO)\\b"
              + "|\"(?:log\\.)?(?:level|severity|levelname)\"\\s*:\\s*\"(?i:trace|debug|info)\"");
  private static final int FRAMES = 3;

  private LogTail() {}

  /**
   * The last lines that were written behind an offset.
   *
   * @param from the log's size when the run began; ignored if the log was begun anew since
   */
  public static String lastLines(Path log, long from) {
    return lastLines(log, from, UnaryOperator.identity());
  }

  /**
   * The same, masked before it is cut: half a secret is still one.
   *
   * @param masking of the whole text
   */
  public static String lastLines(Path log, long from, UnaryOperator<String> masking) {
    return lastLines(masking.apply(text(log, from, MAX_BYTES)));
  }

  /** What was written behind an offset; empty if it cannot be read. */
  private static String text(Path log, long from, int most) {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      long size = channel.size();
      long since = from > size ? 0 : from;
      long begin = Math.max(since, size - most);
      var buffer = ByteBuffer.allocate((int) (size - begin));
      while (buffer.hasRemaining() && channel.read(buffer, begin + buffer.position()) > 0) {}
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      return begin > since ? withoutFirstLine(text) : text;
    } catch (IOException unreadable) {
      return "";
    }
  }

  /**
   * What follows a prefix in the last line that begins with it, whole.
   *
   * @param from as of {@link #lastLines(Path, long)}
   * @param longest in bytes, of what may come before the log's end; a line that is longer is none
   */
  public static Optional<String> lastLineWith(String prefix, Path log, long from, int longest) {
    return text(log, from, longest)
        .lines()
        .filter(line -> line.startsWith(prefix))
        .reduce((first, second) -> second)
        .map(line -> line.substring(prefix.length()));
  }

  private static String withoutFirstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(end + 1);
  }

  /** The log's present size; 0 if there is none. */
  public static long size(Path log) {
    return log.toFile().length();
  }

  static String lastLines(String text) {
    List<String> lines =
        withFewFrames(
            text.lines().flatMap(LogTail::unfolded).filter(line -> !line.isBlank()).toList());
    return String.join("\n", telling(lines).stream().map(LogTail::printable).toList());
  }

  private static List<String> telling(List<String> lines) {
    int spare = lines.size() - MAX_LINES;
    if (spare <= 0) {
      return lines;
    }
    var kept = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      // Oldest first, as long as there are too many.
      if (spare > 0 && i < lines.size() - NEWEST && isRoutine(lines.get(i))) {
        spare--;
      } else {
        kept.add(lines.get(i));
      }
    }
    return kept.subList(Math.max(0, kept.size() - MAX_LINES), kept.size());
  }

  private static boolean isRoutine(String line) {
    return ROUTINE.matcher(line.substring(0, Math.min(LEVEL_WITHIN, line.length()))).find();
  }

  /** A stack trace inside a line of JSON is one long line, and the cause stands at its end. */
  private static Stream<String> unfolded(String line) {
    return line.length() > MAX_LINE_LENGTH && line.startsWith("{")
        ? Stream.of(line.split("(?:\\\\r)?\\\\n"))
        : Stream.of(line);
  }

  private static List<String> withFewFrames(List<String> lines) {
    var kept = new ArrayList<String>();
    int frames = 0;
    for (String line : lines) {
      frames = isFrame(line) ? frames + 1 : 0;
      if (frames <= FRAMES) {
        kept.add(line);
      }
    }
    return kept;
  }

  private static boolean isFrame(String line) {
    String text = line.replace("\\t", " ").strip();
    return text.startsWith("at ") && text.contains("(");
  }

  private static String printable(String line) {
    String clean = line.replace('\t', ' ').replaceAll("\\p{Cntrl}", "");
    return clean.length() <= MAX_LINE_LENGTH
        ? clean
        : clean.substring(0, MAX_LINE_LENGTH - 1) + "…";
  }
}
