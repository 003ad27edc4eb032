package dev.belay.drills;

import dev.belay.cli.client.Drift;
import dev.belay.drills.load.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Compares what the patrol did with what it must do. A function of values. */
final class PatrolJudge {

  private static final JsonMapper JSON = new JsonMapper();

  private PatrolJudge() {}

  /**
   * What one run has shown.
   *
   * @param stale the first report that told of stale settings
   * @param outcome the last one; null if none came
   * @param broken the client's count while the wrong settings were wanted too
   * @param tally since they were mended, to the outcome
   * @param lost accepted uploads that were not found afterwards
   * @param leaks where a value of the wrong settings was found
   */
  record Seen(
      Drift stale,
      @Nullable Drift outcome,
      Tally broken,
      Tally tally,
      List<String> lost,
      List<String> leaks) {}

  static Report judge(Drill drill, Seen seen) {
    Drift.Finding finding = seen.stale().findings().getFirst();
    List<String> ruledOut = seen.stale().ruledOut().stream().map(Drift.RuledOut::what).toList();
    Verdict verdict = verdict(seen.outcome());
    var wrong = new ArrayList<String>();
    if (verdict != drill.verdict()) {
      wrong.add(
          "verdict is %s, expected %s"
              .formatted(verdict == null ? "none" : verdict.label(), drill.verdict().label()));
    }
    if (!Objects.equals(finding.kind(), drill.cause())) {
      wrong.add("cause is %s, expected %s".formatted(finding.kind(), drill.cause()));
    }
    if (!finding.settings().equals(StaleSettings.NAMES)) {
      wrong.add("it names %s, expected %s".formatted(finding.settings(), StaleSettings.NAMES));
    }
    if (finding.since() == null) {
      wrong.add("it does not say since when");
    }
    List<String> open = drill.ruledOut().stream().filter(each -> !ruledOut.contains(each)).toList();
    if (!open.isEmpty()) {
      wrong.add("not ruled out: " + String.join(", ", open));
    }
    if (!seen.leaks().isEmpty()) {
      wrong.add("a value is shown in " + String.join(", ", seen.leaks()));
    }
    if (!seen.lost().isEmpty()) {
      wrong.add("%d accepted uploads are lost".formatted(seen.lost().size()));
    }
    if (seen.tally().failed() == 0) {
      wrong.add("after the settings were mended no request failed: nothing was stale");
    }
    return new Report(
        drill,
        verdict,
        finding.kind(),
        detail(finding),
        ruledOut,
        drill.verdict() == Verdict.RESTARTED ? seconds(seen.tally()) : null,
        seen.tally().failed(),
        seen.lost().size(),
        wrong.isEmpty(),
        (wrong.isEmpty() ? "as expected" : String.join("; ", wrong)) + "; " + load(seen));
  }

  private static @Nullable Verdict verdict(@Nullable Drift outcome) {
    if (outcome == null) {
      return null;
    }
    return switch (outcome.conduct()) {
      case "left-to-people" -> Verdict.HELD;
      case "restarted" -> Verdict.RESTARTED;
      default -> null;
    };
  }

  private static String detail(Drift.Finding finding) {
    var detail = new LinkedHashMap<String, @Nullable String>();
    detail.put("settings", String.join(", ", finding.settings()));
    detail.put("since", finding.since());
    detail.put("instances", String.join(", ", finding.instances()));
    return JSON.writeValueAsString(detail);
  }

  private static @Nullable BigDecimal seconds(Tally tally) {
    return tally.failing() == null
        ? null
        : BigDecimal.valueOf(tally.failing().toMillis(), 3).setScale(1, RoundingMode.HALF_UP);
  }

  private static String load(Seen seen) {
    return "client: %d failed with the wrong settings (%s), then %d answered and %d failed"
        .formatted(
            seen.broken().failed(),
            seen.broken().lastFailure(),
            seen.tally().answered(),
            seen.tally().failed());
  }
}
