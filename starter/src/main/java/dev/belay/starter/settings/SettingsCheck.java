package dev.belay.starter.settings;

import dev.belay.starter.settings.SettingProblem.Kind;
import java.util.List;
import java.util.Optional;
import org.springframework.core.env.PropertyResolver;

/** Compares what is set with what is declared. */
final class SettingsCheck {

  private SettingsCheck() {}

  /** Everything that is wrong, ordered by name. */
  static List<SettingProblem> problems(DeclaredSettings declared, PropertyResolver environment) {
    return declared.all().stream()
        .flatMap(setting -> problem(setting, environment).stream())
        .toList();
  }

  private static Optional<SettingProblem> problem(
      DeclaredSetting setting, PropertyResolver environment) {
    String value;
    try {
      value = environment.getProperty(setting.name());
    } catch (IllegalArgumentException unresolvable) {
      // Its message may quote a part of the value.
      return invalid(setting, "refers to another setting that is not set, or to itself");
    }
    if (value == null || value.isBlank()) {
      return setting.required()
          ? Optional.of(
              new SettingProblem(
                  Kind.MISSING, setting, value == null ? "is not set" : "is set, but blank"))
          : Optional.empty();
    }
    return setting.faultOf(value).flatMap(words -> invalid(setting, words));
  }

  private static Optional<SettingProblem> invalid(DeclaredSetting setting, String words) {
    return Optional.of(new SettingProblem(Kind.INVALID, setting, words));
  }
}
