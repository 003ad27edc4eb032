package dev.belay.controlplane.catalog;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment variables of a revision, sorted by name. Values may be secret: {@link
 * #toString()} shows names only.
 */
public record Settings(Map<String, String> values) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final int MAX_SETTINGS = 200;
  public static final int MAX_VALUE_LENGTH = 8_192;

  public Settings {
    if (values.size() > MAX_SETTINGS) {
      throw new IllegalArgumentException(
          values.size() + " settings are too many; the limit is " + MAX_SETTINGS);
    }
    values.forEach(Settings::check);
    values = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  public static Settings none() {
    return new Settings(Map.of());
  }

  /** Whether it can be the name of an environment variable. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static void checkName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "Not a setting's name: '" + name + "'. Write it as an environment variable, LIKE_THIS.");
    }
  }

  private static void check(String name, String value) {
    checkName(name);
    if (value.length() > MAX_VALUE_LENGTH || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "The value of %s is too long or holds a NUL; the limit is %d characters."
              .formatted(name, MAX_VALUE_LENGTH));
    }
  }

  @Override
  public String toString() {
    return "Settings" + values.keySet();
  }
}
