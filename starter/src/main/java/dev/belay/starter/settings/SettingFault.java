package dev.belay.starter.settings;

import java.util.List;
import org.springframework.core.env.PropertyResolver;

/**
 * What is wrong with a setting, for those who report it. Never quotes a value.
 *
 * @param type {@code MissingSetting} or {@code InvalidSetting}
 * @param words such as "is not set"
 * @param expected what would be right, such as "a whole number, at least 1"
 */
public record SettingFault(String name, String type, String words, String expected) {

  /** As {@code InvalidSetting}: found by somebody else than the declarations' check. */
  public static SettingFault invalid(String name, String words) {
    return new SettingFault(name, SettingProblem.Kind.INVALID.type(), words, "");
  }

  /**
   * Everything that the declarations on a class path say is wrong with an environment.
   *
   * @throws SettingsFileException if a declaration is itself wrong
   */
  public static List<SettingFault> of(DeclaredSettings declared, PropertyResolver environment) {
    return SettingsCheck.problems(declared, environment).stream()
        .map(problem ->
            new SettingFault(
                problem.setting().name(),
                problem.kind().type(),
                problem.words(),
                problem.setting().expectation()))
        .toList();
  }
}
