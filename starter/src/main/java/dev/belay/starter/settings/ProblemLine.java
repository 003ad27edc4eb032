package dev.belay.starter.settings;

import dev.belay.starter.settings.SettingProblem.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The line of the log that tells programs why a start failed, such as {@code belay startup problem:
 * {"type":"MissingSetting","settings":["API_KEY"]}}. Part of the contract with whoever starts the
 * process.
 */
final class ProblemLine {

  static final String PREFIX = "belay startup problem: ";
  // A line of a log is cut somewhere; half an object is no use to anyone.
  private static final int MOST_NAMES = 50;

  private ProblemLine() {}

  /** One line for each kind that there is. Names of settings need no escaping. */
  static List<String> of(List<SettingProblem> problems) {
    return Arrays.stream(Kind.values())
        .filter(kind -> problems.stream().anyMatch(problem -> problem.kind() == kind))
        .map(kind -> line(kind, problems))
        .toList();
  }

  private static String line(Kind kind, List<SettingProblem> problems) {
    String names =
        problems.stream()
            .filter(problem -> problem.kind() == kind)
            .limit(MOST_NAMES)
            .map(problem -> '"' + problem.setting().name() + '"')
            .collect(Collectors.joining(","));
    return PREFIX + "{\"type\":\"" + kind.type() + "\",\"settings\":[" + names + "]}";
  }
}
