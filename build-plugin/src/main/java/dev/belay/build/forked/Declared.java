package dev.belay.build.forked;

import dev.belay.starter.settings.DeclaredSetting;
import dev.belay.starter.settings.DeclaredSettings;

/** The settings that a service and its libraries declare, as its own starter reads them. */
final class Declared {

  private Declared() {}

  static void tell(Rows rows) {
    for (DeclaredSetting setting : DeclaredSettings.on(Declared.class.getClassLoader()).all()) {
      boolean bare = setting.expectation().equals(setting.type().words());
      rows.add(
          "setting",
          setting.name(),
          setting.type().label(),
          String.valueOf(setting.required()),
          String.valueOf(setting.secret()),
          bare ? null : setting.expectation());
    }
  }
}
