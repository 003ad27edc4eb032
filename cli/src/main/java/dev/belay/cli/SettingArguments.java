package dev.belay.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads {@code K=V} and {@code K}. Messages never show a value. */
record SettingArguments(Map<String, String> environment) {

  Map<String, String> read(List<String> arguments, CommandSpec spec) {
    var settings = new LinkedHashMap<String, String>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
        throw new ParameterException(
            spec.commandLine(),
            "Not a setting's name: '%s'. Write --env NAME=VALUE.".formatted(shortened(name)));
      }
      String value = equals < 0 ? environment.get(name) : argument.substring(equals + 1);
      if (value == null) {
        throw new ParameterException(
            spec.commandLine(),
            "%s has no value here. Write --env %s=VALUE, or set it before.".formatted(name, name));
      }
      settings.put(name, value);
    }
    return settings;
  }

  private static String shortened(String name) {
    return name.length() > 60 ? name.substring(0, 60) + "…" : name;
  }
}
