package dev.belay.starter.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells where a declaration of settings is wrong. */
public final class SettingsFileFailureAnalyzer
    extends AbstractFailureAnalyzer<SettingsFileException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, SettingsFileException failure) {
    return new FailureAnalysis(
        "A declaration of settings cannot be used: " + failure.getMessage(),
        "Correct this " + DeclaredSettings.RESOURCE + " and build again.",
        failure);
  }
}
