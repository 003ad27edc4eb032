package dev.belay.controlplane.verification;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Names of settings as people write them: {@code upload.gpu.connect-timeout}, or {@code
 * UPLOAD_GPU_CONNECTTIMEOUT} for the same.
 */
final class SettingNames {

  private static final int MOST_ERRORS = 2;

  private SettingNames() {}

  /** What Boot's binder sees of it: {@code UPLOADGPUCONNECTTIMEOUT}. */
  static String canonical(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
  }

  /** The most similar of those known, if it is similar enough to be what was meant. */
  static Optional<String> nearest(String written, Collection<String> known) {
    String one = canonical(written);
    return known.stream()
        .filter(name -> !name.equals(written))
        .filter(name -> distance(one, canonical(name)) <= most(one, canonical(name)))
        .min(
            Comparator.<String>comparingInt(name -> distance(one, canonical(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** A third of the letters wrong is another name. */
  private static int most(String one, String other) {
    return Math.min(MOST_ERRORS, Math.min(one.length(), other.length()) / 3);
  }

  /**
   * Letters that are missing, too many, others or exchanged with their neighbour: the optimal
   * string alignment distance.
   */
  static int distance(String one, String other) {
    if (Math.abs(one.length() - other.length()) > MOST_ERRORS) {
      return MOST_ERRORS + 1;
    }
    int[][] least = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        least[i][j] = i == 0 || j == 0 ? i + j : step(least, one, other, i, j);
      }
    }
    return least[one.length()][other.length()];
  }

  private static int step(int[][] least, String one, String other, int i, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int steps =
        Math.min(
            Math.min(least[i - 1][j], least[i][j - 1]) + 1, least[i - 1][j - 1] + (same ? 0 : 1));
    boolean exchanged =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return exchanged ? Math.min(steps, least[i - 2][j - 2] + 1) : steps;
  }
}
