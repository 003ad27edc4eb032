package dev.belay.starter.settings;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells all problems with settings at once, in words for whoever has to set them. */
public final class SettingsFailureAnalyzer
    extends AbstractFailureAnalyzer<SettingsProblemException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, SettingsProblemException failure) {
    List<SettingProblem> problems = failure.problems();
    String told =
        problems.stream()
            .map(SettingsFailureAnalyzer::paragraph)
            .collect(Collectors.joining(System.lineSeparator()));
    String description =
        "Settings are missing or wrong (%d); values are never shown:%n%n%s"
            .formatted(problems.size(), told);
    String action =
        "Set them as environment variables, or as properties where the name has dots, and start again.";
    return new FailureAnalysis(description, action, failure);
  }

  private static String paragraph(SettingProblem problem) {
    DeclaredSetting setting = problem.setting();
    return "    %s %s.%n        %s%n        Expected: %s%s"
        .formatted(
            setting.name(),
            problem.words(),
            setting.description(),
            setting.expectation(),
            setting.secret() ? " (secret)" : "");
  }
}
