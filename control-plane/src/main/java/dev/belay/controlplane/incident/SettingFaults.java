package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.ProcessEnd;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Hypothesis.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A setting is absent or wrong, and the process says so. */
final class SettingFaults implements Rule {

  static final String MISSING = "MissingSetting";
  static final String INVALID = "InvalidSetting";

  @Override
  public List<Hypothesis> judge(Facts facts) {
    var found = new ArrayList<Hypothesis>();
    for (Evidence printed : facts.printed(Scope.CANDIDATE)) {
      SettingWords words = SettingWords.in(LogText.of(printed.lines()));
      Level level = level(words, printed, facts);
      if (!words.missing().isEmpty()) {
        found.add(missing(words, level, printed));
      }
      if (!words.invalid().isEmpty()) {
        found.add(invalid(words, level, printed));
      }
    }
    return found;
  }

  private static Hypothesis missing(SettingWords words, Level level, Evidence printed) {
    String names = String.join(", ", new TreeSet<>(words.missing()));
    String why = "%s %s not set; %s".formatted(names, verb(words.missing()), told(printed));
    return Hypothesis.of(MISSING, level, why, Map.of("settings", names), List.of(printed));
  }

  private static Hypothesis invalid(SettingWords words, Level level, Evidence printed) {
    String names = String.join(", ", new TreeSet<>(words.invalid()));
    String why = "%s %s not valid; %s".formatted(names, verb(words.invalid()), told(printed));
    return Hypothesis.of(INVALID, level, why, Map.of("settings", names), List.of(printed));
  }

  private static String verb(java.util.Set<String> names) {
    return names.size() == 1 ? "is" : "are";
  }

  private static String told(Evidence printed) {
    return printed instanceof ProcessEnd end
        ? "the process said so and ended with exit code " + end.codeWords()
        : "its output says so";
  }

  /** A running process may have got over it, and what stable prints too has not come with this. */
  private static Level level(SettingWords words, Evidence printed, Facts facts) {
    if (printed instanceof ProcessEnd) {
      return words.certain() ? Level.CONFIRMED : Level.LIKELY;
    }
    boolean shared =
        facts.printed(Scope.STABLE).stream()
            .map(each -> SettingWords.in(LogText.of(each.lines())))
            .anyMatch(each -> each.missing().containsAll(words.missing()));
    boolean error =
        LogText.of(printed.lines()).lines().stream()
            .anyMatch(line -> line.error() || LogText.isException(line.text()));
    return shared || !error ? Level.POSSIBLE : Level.LIKELY;
  }
}
