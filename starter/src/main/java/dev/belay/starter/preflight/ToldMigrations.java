package dev.belay.starter.preflight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What of very many migrations is told: the report is one line, and whoever reads it takes no more
 * than a mebibyte. What keeps a release from going on comes first, then what is to be done; of
 * those that are as they should be only some are told, for whoever wants to see that there are any.
 */
final class ToldMigrations {

  /** More are not read. */
  static final int MOST = 2_000;

  static final int MOST_AS_THEY_SHOULD_BE = 500;

  /** Half of what a whole report may be; about 2,000 of usual ones. */
  static final int MOST_CHARACTERS = 1 << 19;

  private static final List<String> BLOCKING =
      List.of("FAILED", "MISSING_FAILED", "FUTURE_FAILED", "MISSING_SUCCESS", "IGNORED");
  private static final List<String> TO_KNOW = List.of("OUTDATED", "OUT_OF_ORDER", "FUTURE_SUCCESS");
  private static final int AS_IT_SHOULD_BE = 3;

  private ToldMigrations() {}

  /**
   * The same order among equals.
   *
   * @param all each with {@code state} and {@code checksumMatches}
   */
  static List<Map<String, Object>> of(List<Map<String, Object>> all) {
    var told = new ArrayList<Map<String, Object>>();
    int characters = 0;
    int fine = 0;
    for (Map<String, Object> each :
        all.stream().sorted(Comparator.comparing(ToldMigrations::rank)).toList()) {
      fine += rank(each) == AS_IT_SHOULD_BE ? 1 : 0;
      characters += characters(each);
      if (told.size() == MOST || fine > MOST_AS_THEY_SHOULD_BE || characters > MOST_CHARACTERS) {
        break;
      }
      told.add(each);
    }
    return told;
  }

  private static int rank(Map<String, Object> migration) {
    String state = String.valueOf(migration.get("state"));
    if (BLOCKING.contains(state) || Boolean.FALSE.equals(migration.get("checksumMatches"))) {
      return 0;
    }
    return state.equals("PENDING") ? 1 : TO_KNOW.contains(state) ? 2 : AS_IT_SHOULD_BE;
  }

  private static int characters(Map<String, Object> migration) {
    return migration.entrySet().stream()
        .mapToInt(each -> each.getKey().length() + String.valueOf(each.getValue()).length() + 6)
        .sum();
  }
}
