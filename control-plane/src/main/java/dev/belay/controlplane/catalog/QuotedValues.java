package dev.belay.controlplane.catalog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Values that programs quote in their own words: rows that a database will not take, settings that
 * cannot be bound, credentials of known forms. What a message says beside them stays.
 */
public final class QuotedValues {

  private static final String BLACK = "******";
  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("(?i)(\\b(?:bearer|basic|digest)\\s+)[A-Za-z0-9._~+/=-]{6,}"),
          Pattern.compile("(://[^\\s:/@]+:)[^\\s@/]+(?=@)"),
          // Spring Boot's failure reports print the value; that there is none is worth knowing.
          Pattern.compile("(\\bValue: \")(?!null\"|\")[^\"]*"),
          Pattern.compile("(rejected value \\[)(?!null\\]|\\])[^\\]]*"),
          Pattern.compile("(in value \")(?!\\$\\{)[^\"]*"),
          // A row's values may have brackets and line breaks: all up to the end of the message.
          Pattern.compile("(?is)(failing row contains \\().*?(?=\\)\\.\\s*(?:\\R|\\z)|\\z)"),
          Pattern.compile(
              "(?is)(\\bkey \\([^)]*\\)=\\().*?(?=\\) (?:already |is |conflicts )|\\)\\.?\\s*(?:\\R|\\z)|\\z)"),
          Pattern.compile(
              "(?i)((?:invalid input (?:syntax|value) for [^:\"]{1,80}|value out of range"
                  + "|malformed \\w+ literal): \")[^\"]*"),
          Pattern.compile("(?i)(\\bvalue \")[^\"]*(?=\" is out of range)"),
          Pattern.compile("()\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"),
          Pattern.compile("()\\beyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{4,}[A-Za-z0-9._-]*"));

  private QuotedValues() {}

  /** The text without them; not for JSON, whose own quotes could go with them. */
  public static String masked(String text) {
    String clean = text;
    for (Pattern pattern : PATTERNS) {
      clean = pattern.matcher(clean).replaceAll("$1" + BLACK);
    }
    return clean;
  }
}
