package dev.belay.controlplane.incident;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names of settings that output complains of: in the starter's own line, in Spring's and Spring
 * Boot's texts, and in those of other frameworks.
 *
 * @param certain whether a framework said it and not a sentence that merely reads like it
 */
record SettingWords(Set<String> missing, Set<String> invalid, boolean certain) {

  private static final String STARTUP_PROBLEM = "belay startup problem:";
  private static final int MAX_NAMES = 50;

  /** A name, and then nothing that would make it a path, a class or a sentence. */
  private static final String NAME = "[A-Za-z_][A-Za-z0-9_.\\[\\]-]{0,127}";

  private static final List<Pattern> ABSENT =
      List.of(
          Pattern.compile("Could not resolve placeholder '(" + NAME + ")(?::[^']*)?'"),
          Pattern.compile("[Rr]equired key '(" + NAME + ")' not found"),
          Pattern.compile("[Rr]equired key \\[(" + NAME + ")\\] not found"),
          Pattern.compile(
              "The config property (" + NAME + ") is required but it could not be found"),
          Pattern.compile("Error resolving property value \\[\\$\\{(" + NAME + ")\\}\\]"),
          Pattern.compile("No configuration setting found for key '(" + NAME + ")'"));
  private static final Pattern NO_DATASOURCE_URL =
      Pattern.compile("Failed to configure a DataSource: 'url' attribute is not specified");

  /** How people write it themselves; a capital name, so that no sentence is taken for one. */
  private static final List<Pattern> SENTENCES =
      List.of(
          Pattern.compile(
              "(?i:missing|required|undefined|unset)\\b.{0,40}?(?i:environment variable|env var|setting|propert(?:y|ies)|configuration|config)s?"
                  + "\\W{1,4}([A-Z][A-Z0-9_]{2,63})\\b"),
          Pattern.compile(
              "(?i:environment variable|env var|setting|property)\\W{1,3}([A-Z][A-Z0-9_]{2,63})\\W{1,3}"
                  + "(?i:is |was )?(?i:not set|missing|not defined|required|unset|must be set)"),
          Pattern.compile(
              "\\b([A-Z][A-Z0-9]*_[A-Z0-9_]{2,63})['\"`]?,? (?i:environment variable )?(?i:is |was |must )"
                  + "(?i:not set|missing|required|not defined|unset|be set)"));

  private static final Pattern PROPERTY = Pattern.compile("^Property: (" + NAME + ")$");
  private static final Pattern VALUE = Pattern.compile("^Value: \"?(.*?)\"?$");
  private static final Pattern REASON = Pattern.compile("^Reason: (.*)$");
  private static final Pattern BIND =
      Pattern.compile("Failed to bind properties under '(" + NAME + ")'");
  private static final Pattern EMPTINESS =
      Pattern.compile("(?i)must not be (?:blank|null|empty)|may not be (?:blank|null|empty)");

  static SettingWords in(LogText text) {
    var reading = new Reading();
    text.lines().forEach(line -> reading.line(line.text()));
    reading.end();
    // A sentence counts only where it is an error's: others are advice, or handled.
    boolean certain = !reading.missing.isEmpty() || !reading.invalid.isEmpty();
    if (!certain) {
      text.lines().stream()
          .filter(line -> line.error() || LogText.isException(line.text()))
          .forEach(line -> reading.all(SENTENCES, line.text()));
    }
    return new SettingWords(reading.missing, reading.invalid, certain);
  }

  /** Goes over the lines and remembers the report that it is in. */
  private static final class Reading {
    private final Set<String> missing = new TreeSet<>();
    private final Set<String> invalid = new TreeSet<>();
    private String bound = "";
    private String property = "";
    private boolean empty;

    void line(String text) {
      if (text.contains(STARTUP_PROBLEM)) {
        startupProblem(text);
      }
      all(ABSENT, text);
      if (NO_DATASOURCE_URL.matcher(text).find()) {
        missing.add("spring.datasource.url");
      }
      failureReport(text);
    }

    private void startupProblem(String text) {
      int begin = text.indexOf('{', text.indexOf(STARTUP_PROBLEM));
      int end = text.lastIndexOf('}');
      if (begin < 0 || end < begin) {
        return;
      }
      try {
        JsonNode problem = JsonMapper.shared().readTree(text.substring(begin, end + 1));
        String type = problem.path("type").asString("");
        for (JsonNode name : problem.path("settings")) {
          if (name.asString("").matches(NAME)) {
            add(type.equals(SettingFaults.INVALID) ? invalid : missing, name.asString(""));
          }
        }
      } catch (JacksonException cutOff) {
        // Names in half a line cannot be trusted.
      }
    }

    private void failureReport(String text) {
      Matcher bind = BIND.matcher(text);
      if (bind.find()) {
        end();
        bound = bind.group(1);
      }
      Matcher named = PROPERTY.matcher(text);
      if (named.find()) {
        property = named.group(1);
      }
      Matcher value = VALUE.matcher(text);
      if (value.find()) {
        empty = value.group(1).isBlank() || value.group(1).equals("null");
      }
      Matcher reason = REASON.matcher(text);
      if (reason.find()) {
        told(reason.group(1));
      }
    }

    private void told(String reason) {
      String name = property.isEmpty() ? bound : property;
      // What it lacks has been named already.
      boolean another = ABSENT.stream().anyMatch(pattern -> pattern.matcher(reason).find());
      if (!name.isEmpty() && !another) {
        add(empty || EMPTINESS.matcher(reason).find() ? missing : invalid, name);
      }
      bound = "";
      property = "";
      empty = false;
    }

    /** A report without a reason: that the property is wanted is all that is known. */
    void end() {
      if (!bound.isEmpty()) {
        add(missing, bound);
      }
      bound = "";
    }

    void all(List<Pattern> patterns, String text) {
      for (Pattern pattern : patterns) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
          add(missing, matcher.group(1));
        }
      }
    }

    private static void add(Set<String> names, String name) {
      if (names.size() < MAX_NAMES) {
        names.add(name);
      }
    }
  }
}
