package dev.belay.build;

import java.util.List;

/**
 * What the goal {@code check} tells.
 *
 * @param rule its name in the docs
 * @param words what, where and the remedy
 */
record Finding(Level level, String rule, String words) {

  enum Level {
    ERROR,
    WARNING
  }

  static Finding error(String rule, String words) {
    return new Finding(Level.ERROR, rule, words);
  }

  static Finding warning(String rule, String words) {
    return new Finding(Level.WARNING, rule, words);
  }

  /** At most 20 of many, and how many more there are. */
  static String some(List<String> all) {
    String first = String.join(", ", all.subList(0, Math.min(20, all.size())));
    return all.size() <= 20 ? first : first + " and " + (all.size() - 20) + " more";
  }
}
