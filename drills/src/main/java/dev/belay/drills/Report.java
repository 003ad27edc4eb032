package dev.belay.drills;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The result of one run of a drill.
 *
 * @param verdict null if the drill could not be run or came to none
 * @param cause a type's name; null when promoted
 * @param causeDetail a JSON object
 * @param ruledOut what it is not, such as {@code database}
 * @param secondsToSafe null without a bad signal
 * @param lostRequests accepted uploads that were not found afterwards
 */
record Report(
    Drill drill,
    @Nullable Verdict verdict,
    @Nullable String cause,
    String causeDetail,
    List<String> ruledOut,
    @Nullable BigDecimal secondsToSafe,
    long failedRequests,
    long lostRequests,
    boolean passed,
    String why) {

  private static final JsonMapper JSON = new JsonMapper();

  static Report couldNotRun(Drill drill, String why) {
    return new Report(
        drill, null, null, "{}", List.of(), null, 0, 0, false, "could not run: " + why);
  }

  Report failed(String more) {
    return new Report(
        drill,
        verdict,
        cause,
        causeDetail,
        ruledOut,
        secondsToSafe,
        failedRequests,
        lostRequests,
        false,
        why + "; " + more);
  }

  /** One line. */
  String toJson() {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("drill", drill.name());
    fields.put("verdict", verdict == null ? null : verdict.label());
    fields.put("cause", cause);
    fields.put("causeDetail", detail());
    fields.put("ruledOut", ruledOut);
    fields.put("secondsToSafe", secondsToSafe);
    fields.put("failedRequests", failedRequests);
    fields.put("lostRequests", lostRequests);
    fields.put("causeAsserted", drill.causeAsserted());
    fields.put("expected", expected());
    fields.put("passed", passed);
    fields.put("why", why);
    return JSON.writeValueAsString(fields);
  }

  private JsonNode detail() {
    return JSON.readTree(causeDetail);
  }

  private Map<String, @Nullable Object> expected() {
    var expected = new LinkedHashMap<String, @Nullable Object>();
    expected.put("verdict", drill.verdict().label());
    expected.put("cause", drill.cause());
    return expected;
  }
}
