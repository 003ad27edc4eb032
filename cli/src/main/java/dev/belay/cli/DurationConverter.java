package dev.belay.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads 500ms, 90s, 5m, 2h; at most 7 days. */
final class DurationConverter implements ITypeConverter<Duration> {

  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Duration LONGEST = Duration.ofDays(7);

  @Override
  public Duration convert(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration. Write 500ms, 90s, 5m or 2h.");
    }
    long millis =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          default -> 3_600_000;
        };
    Duration duration =
        Duration.ofMillis(
            new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(millis)).longValueExact());
    if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("A duration is more than 0 and at most 7 days.");
    }
    return duration;
  }
}
