package dev.belay.controlplane.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A closer look at one instance, for whoever has to explain it.
 *
 * @param lastLines the end of what its present process has printed, without secrets that the
 *     platform knows; at most {@value #MAX_LINES} lines of {@value #MAX_LINE_LENGTH} characters
 * @param heapMegabytes the most memory its objects may take; null if nobody limits it or knows
 * @param configuration the settings of its present process; null before the first
 */
public record Examination(
    List<String> lastLines,
    @Nullable Integer heapMegabytes,
    @Nullable Configuration configuration) {

  public static final int MAX_LINES = 40;
  public static final int MAX_LINE_LENGTH = 400;

  /** Where nobody asks for the settings. */
  public Examination(List<String> lastLines, @Nullable Integer heapMegabytes) {
    this(lastLines, heapMegabytes, null);
  }

  public Examination {
    lastLines = List.copyOf(lastLines);
  }
}
