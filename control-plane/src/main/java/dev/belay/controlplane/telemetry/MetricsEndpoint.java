package dev.belay.controlplane.telemetry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@code http.server.requests} from {@code /actuator/metrics}: one call for each path and
 * status, so that every number that is added up only grows. It does not tell how long requests
 * took.
 */
final class MetricsEndpoint {

  static final int MAX_BYTES = 256 * 1024;
  static final int MAX_CALLS = 100;

  private static final String ALL = "/actuator/metrics";
  private static final String METRIC = ALL + "/http.server.requests";
  private static final String STARTED = ALL + "/process.start.time";
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Ask ask;
  private final Requests requests;
  private int calls;

  /** One GET. */
  interface Ask {
    Answer get(String pathAndQuery) throws Unreadable, InterruptedException;
  }

  MetricsEndpoint(Ask ask, Set<String> otherProbes) {
    this.ask = ask;
    this.requests = new Requests(otherProbes);
  }

  Reading read() throws Unreadable, InterruptedException {
    JsonNode metric = get(METRIC);
    if (metric == null) {
      if (get(ALL) == null) {
        throw new Unreadable(
            "it serves neither /actuator/prometheus nor %s: both answered 404".formatted(ALL));
      }
      // Nobody has asked it for anything yet.
      return new Reading(started(), Tally.NONE);
    }
    for (String uri : tags(metric, "uri")) {
      if (requests.ofUsers(uri)) {
        read(uri);
      }
    }
    return new Reading(started(), requests.tally());
  }

  private void read(String uri) throws Unreadable, InterruptedException {
    String ofUri = METRIC + "?tag=" + encoded("uri:" + uri);
    for (String status : tags(known(ofUri, uri), "status")) {
      JsonNode counted = known(ofUri + "&tag=" + encoded("status:" + status), uri);
      requests.add(status, null, count(counted, uri));
    }
  }

  /** What is listed is there; without it, the counts would seem to go back. */
  private JsonNode known(String path, String uri) throws Unreadable, InterruptedException {
    JsonNode metric = get(path);
    if (metric == null) {
      throw new Unreadable(
          "%s lists the path %s and does not count it".formatted(METRIC, Unreadable.shown(uri)));
    }
    return metric;
  }

  private static long count(JsonNode metric, String uri) throws Unreadable {
    for (JsonNode each : metric.path("measurements")) {
      if (each.path("statistic").asString("").equals("COUNT")) {
        return Requests.whole(each.path("value").asString(""), uri);
      }
    }
    throw new Unreadable(METRIC + " has no COUNT");
  }

  private double started() throws Unreadable, InterruptedException {
    JsonNode metric = get(STARTED);
    return metric == null
        ? Double.NaN
        : metric.path("measurements").path(0).path("value").asDouble(Double.NaN);
  }

  private static List<String> tags(JsonNode metric, String tag) {
    var values = new ArrayList<String>();
    for (JsonNode each : metric.path("availableTags")) {
      if (each.path("tag").asString("").equals(tag)) {
        each.path("values").forEach(value -> values.add(value.asString("")));
      }
    }
    return values;
  }

  /** Null where there is no such metric. */
  private @Nullable JsonNode get(String path) throws Unreadable, InterruptedException {
    if (++calls > MAX_CALLS) {
      throw new Unreadable(
          "%s has too many paths: its counts take more than %d calls. Expose /actuator/prometheus."
              .formatted(METRIC, MAX_CALLS));
    }
    Answer answer = ask.get(path);
    if (answer.status() == 404) {
      return null;
    }
    if (answer.status() != 200) {
      throw new Unreadable(
          "%s answered %d".formatted(path.replaceFirst("\\?.*", ""), answer.status()));
    }
    if (answer.body().length > MAX_BYTES) {
      throw new Unreadable("%s is longer than %d KiB".formatted(ALL, MAX_BYTES / 1024));
    }
    try {
      return MAPPER.readTree(answer.body());
    } catch (JacksonException e) {
      throw new Unreadable("%s answered no JSON".formatted(path.replaceFirst("\\?.*", "")));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
