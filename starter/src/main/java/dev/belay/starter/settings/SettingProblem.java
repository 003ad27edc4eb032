package dev.belay.starter.settings;

/**
 * What is wrong with one setting.
 *
 * @param words without the value
 */
record SettingProblem(Kind kind, DeclaredSetting setting, String words) {

  /** The names are for programs, which read them from the log. */
  enum Kind {
    MISSING("MissingSetting"),
    INVALID("InvalidSetting");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    String type() {
      return type;
    }
  }
}
