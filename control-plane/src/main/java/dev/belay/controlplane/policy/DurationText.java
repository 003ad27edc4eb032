package dev.belay.controlplane.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 1h30m}, {@code 5m}, {@code 90s}, {@code 500ms}. */
public final class DurationText {

  /** The largest unit first, each once at most; seven digits at most. */
  static final String PATTERN =
      "(?=[0-9])(?:([0-9]{1,7})h)?(?:([0-9]{1,7})m)?(?:([0-9]{1,7})s)?(?:([0-9]{1,7})ms)?";

  private static final Pattern FORM = Pattern.compile(PATTERN);

  private DurationText() {}

  static Optional<Duration> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            Duration.ofHours(number(form, 1))
                .plusMinutes(number(form, 2))
                .plusSeconds(number(form, 3))
                .plusMillis(number(form, 4)))
        : Optional.empty();
  }

  private static long number(Matcher form, int group) {
    String digits = form.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** The shortest text that {@link #parse} reads as this. */
  public static String of(Duration duration) {
    if (duration.toMillis() == 0) {
      return "0s";
    }
    var text = new StringBuilder();
    append(text, duration.toHours(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.toString();
  }

  private static void append(StringBuilder text, long number, String unit) {
    if (number != 0) {
      text.append(number).append(unit);
    }
  }
}
