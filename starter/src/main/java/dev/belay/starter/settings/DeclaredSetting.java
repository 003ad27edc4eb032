package dev.belay.starter.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * One setting that a service says it has.
 *
 * @param name of an environment variable ({@code API_KEY}) or a property ({@code upload.gpu.url},
 *     which {@code UPLOAD_GPU_URL} sets too)
 * @param secret whether the value must not be seen by people or kept in clear
 * @param pattern a regular expression for the whole value
 * @param min least number, duration or size, or a text's least number of characters; inclusive
 * @param max as {@code min}
 * @param allowed the only values; none: any
 * @param description for whoever has to set it
 */
public record DeclaredSetting(
    String name,
    SettingType type,
    boolean required,
    boolean secret,
    @Nullable String pattern,
    @Nullable String min,
    @Nullable String max,
    List<String> allowed,
    String description) {

  private static final Pattern NAME =
      Pattern.compile("[A-Z][A-Z0-9_]{0,127}|(?=.{1,128}$)[a-z][a-z0-9]*([.-][a-z0-9]+)*");
  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_ALLOWED = 50;

  /**
   * @throws IllegalArgumentException if the declaration contradicts itself; says what would be
   *     right
   */
  public DeclaredSetting {
    require(
        NAME.matcher(name).matches(),
        "name must be a variable like API_KEY or a property like upload.gpu.url, 128 characters at most");
    secret = secret || type == SettingType.SECRET_STRING;
    allowed = List.copyOf(allowed);
    require(
        !description.isBlank() && description.length() <= MAX_DESCRIPTION,
        "description must have 1 to " + MAX_DESCRIPTION + " characters");
    checkPattern(pattern);
    checkLimits(type, min, max);
    require(allowed.size() <= MAX_ALLOWED, "allowed may have " + MAX_ALLOWED + " values");
    for (String value : allowed) {
      require(type.accepts(value), "allowed holds a value that is not " + type.words());
    }
  }

  /** What is wrong with a value, in words that do not quote it; empty if nothing is. */
  public Optional<String> faultOf(String value) {
    if (!type.accepts(value)) {
      return Optional.of("is not " + type.words());
    }
    if (!allowed.isEmpty() && !allowed.contains(value.strip())) {
      return Optional.of("is none of " + String.join(", ", allowed));
    }
    if (pattern != null && !Pattern.matches(pattern, value)) {
      return Optional.of("does not match " + pattern);
    }
    long measure = type.hasLimits() ? type.measure(value) : 0;
    boolean below = min != null && measure < type.limit(min);
    boolean above = max != null && measure > type.limit(max);
    return below || above ? Optional.of("is not " + range()) : Optional.empty();
  }

  /** What would be right, in words. */
  public String expectation() {
    List<String> words = new ArrayList<>();
    words.add(allowed.isEmpty() ? type.words() : "one of " + String.join(", ", allowed));
    if (min != null || max != null) {
      words.add(range());
    }
    if (pattern != null) {
      words.add("matching " + pattern);
    }
    return String.join(", ", words);
  }

  private String range() {
    String unit = type.isText() ? " characters long" : "";
    if (min != null && max != null) {
      return min + " to " + max + unit;
    }
    return min != null ? "at least " + min + unit : "at most " + max + unit;
  }

  private static void checkPattern(@Nullable String pattern) {
    if (pattern != null) {
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "pattern is no regular expression: " + e.getDescription(), e);
      }
    }
  }

  private static void checkLimits(SettingType type, @Nullable String min, @Nullable String max) {
    if (min == null && max == null) {
      return;
    }
    require(type.hasLimits(), "min and max mean nothing for a " + type.label());
    long least = min == null ? Long.MIN_VALUE : limit(type, min);
    long most = max == null ? Long.MAX_VALUE : limit(type, max);
    require(least <= most, "min is above max");
  }

  private static long limit(SettingType type, String text) {
    try {
      return type.limit(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "min and max must be " + (type.isText() ? "whole numbers of characters" : type.words()),
          e);
    }
  }

  private static void require(boolean held, String words) {
    if (!held) {
      throw new IllegalArgumentException(words);
    }
  }
}
