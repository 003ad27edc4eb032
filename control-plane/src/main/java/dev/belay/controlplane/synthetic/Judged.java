package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.synthetic.SyntheticRequest.Expectation;
import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether an answer is the one that was expected; the first thing that is not.
 *
 * @param expected empty if all is as expected
 */
record Judged(String expected, String saw) {

  static final int MAX_BODY = 64 * 1024;
  private static final int SHOWN = 100;
  private static final Judged AS_EXPECTED = new Judged("", "");

  boolean asExpected() {
    return expected.isEmpty();
  }

  /**
   * @param body its first 64 KiB, and a byte more if there is more
   */
  static Judged of(Expectation expect, int status, HttpHeaders headers, byte[] body) {
    if (!expect.status().contains(status)) {
      return new Judged("status " + words(expect.status()), "status " + status);
    }
    for (Map.Entry<String, String> header : expect.header().entrySet()) {
      List<String> values = headers.allValues(header.getKey());
      if (!values.contains(header.getValue())) {
        return new Judged(
            "%s: %s".formatted(header.getKey(), header.getValue()),
            values.isEmpty() ? "no such header" : shown(String.join(", ", values)));
      }
    }
    return expect.jsonPointer().isEmpty() ? AS_EXPECTED : json(expect, body);
  }

  private static Judged json(Expectation expect, byte[] body) {
    if (body.length > MAX_BODY) {
      return new Judged("a JSON body of 64 KiB at most", "a longer one");
    }
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      return new Judged("a JSON body", "%d bytes that are none".formatted(body.length));
    }
    for (Map.Entry<String, String> each : expect.jsonPointer().entrySet()) {
      JsonNode wanted = JsonMapper.shared().readTree(each.getValue());
      JsonNode found = root.at(JsonPointer.compile(each.getKey()));
      if (!same(wanted, found)) {
        return new Judged(
            "%s: %s".formatted(each.getKey(), shown(each.getValue())),
            found.isMissingNode() ? "nothing there" : shown(found.toString()));
      }
    }
    return AS_EXPECTED;
  }

  private static boolean same(JsonNode wanted, @Nullable JsonNode found) {
    if (found != null && wanted.isNumber() && found.isNumber()) {
      return new BigDecimal(wanted.asString()).compareTo(new BigDecimal(found.asString())) == 0;
    }
    return wanted.equals(found);
  }

  private static String words(List<Integer> status) {
    return String.join(" or ", status.stream().map(String::valueOf).toList());
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }
}
