package dev.belay.starter.settings;

import org.springframework.boot.ExitCodeGenerator;

/** A declaration of settings is itself wrong: a defect of the build, not of the environment. */
public final class SettingsFileException extends RuntimeException implements ExitCodeGenerator {

  private static final long serialVersionUID = 1L;

  SettingsFileException(String place, String words) {
    super(place + " " + words);
  }

  SettingsFileException(String place, String words, Throwable cause) {
    super(place + " " + words, cause);
  }

  @Override
  public int getExitCode() {
    return SettingsProblemException.EX_CONFIG;
  }
}
