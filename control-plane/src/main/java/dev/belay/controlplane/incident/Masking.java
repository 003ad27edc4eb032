package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.QuotedValues;
import dev.belay.controlplane.catalog.Revision;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes what nobody should read out of texts, before anything else sees them: values of the
 * revisions' settings, whatever is assigned to a secret's name, credentials of known forms, and
 * rows that a database quotes in its errors. Platforms mask what they know; this does not rely on
 * it.
 */
final class Masking {

  static final int MAX_TEXT = 400;
  private static final String BLACK = "******";
  // Searching takes longer than linear time.
  private static final int MAX_RAW = 2_000;
  private static final int LEAST_LENGTH = 6;
  private static final String SECRET_NAME =
      "[\\w.-]*?(?:password|passwd|secret|token|credential|(?:api|access|private)[-_.]?key"
          + "|authorization|cookie|[-_.]key(?![\\w.-]))|pwd(?![\\w.-])";

  /** Tried at the beginning of a word only, so that it takes linear time. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?i)((?<![\\w.-])(?="
              + SECRET_NAME
              + ")[\\w.-]++\\\\?[\"']?\\s{0,3}[=:]\\s{0,3}\\\\?[\"']?)(?!\\*{6})[^\\s\"',;&})\\]\\\\]++");

  private final List<String> values;

  private Masking(Collection<String> values) {
    this.values =
        values.stream()
            .filter(value -> value.length() >= LEAST_LENGTH)
            // A path is what a report about storage is about.
            .filter(value -> !value.startsWith("/"))
            .filter(value -> !value.equalsIgnoreCase("false"))
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  static Masking of(@Nullable Revision... revisions) {
    return new Masking(
        Stream.of(revisions)
            .filter(Objects::nonNull)
            .flatMap(revision -> revision.settings().values().values().stream())
            .toList());
  }

  List<String> lines(Collection<String> lines) {
    return lines.stream().map(this::text).toList();
  }

  /** Masked, on one line, {@value #MAX_TEXT} characters at most. */
  String text(String raw) {
    String clean = raw.length() <= MAX_RAW ? raw : raw.substring(0, MAX_RAW);
    for (String value : values) {
      clean = clean.replace(value, BLACK);
    }
    clean = QuotedValues.masked(clean);
    clean = ASSIGNMENT.matcher(clean).replaceAll("$1" + BLACK);
    clean = clean.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
    return clean.length() <= MAX_TEXT ? clean : clean.substring(0, MAX_TEXT - 1) + "…";
  }
}
