package dev.belay.controlplane.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code http_server_requests_seconds} from what {@code /actuator/prometheus} answers. Other
 * metrics are skipped unread. A count that cannot be believed makes the whole answer unreadable: a
 * part of the counts would be wrong without a word.
 */
final class PrometheusText {

  static final int MAX_BYTES = 4 * 1024 * 1024;
  static final int MAX_LINE = 8 * 1024;
  static final int MAX_SERIES = 50_000;

  private static final String METRIC = "http_server_requests_seconds";
  private static final String COUNT = METRIC + "_count";
  private static final String BUCKET = METRIC + "_bucket";
  private static final String STARTED = "process_start_time_seconds";

  private final Requests requests;
  private final Set<Map<String, String>> counted = new HashSet<>();
  private final Map<Map<String, String>, TreeMap<Double, Long>> buckets = new HashMap<>();
  private int series;
  private double started = Double.NaN;

  private PrometheusText(Set<String> otherProbes) {
    requests = new Requests(otherProbes);
  }

  /**
   * @param otherProbes paths whose requests are no users'
   */
  static Reading read(byte[] body, Set<String> otherProbes) throws Unreadable {
    if (body.length > MAX_BYTES) {
      throw new Unreadable("it is longer than %d MiB".formatted(MAX_BYTES / 1024 / 1024));
    }
    String text = new String(body, StandardCharsets.UTF_8);
    if (!text.startsWith("# ") && !text.contains("\n# ")) {
      throw new Unreadable(
          "it is not in Prometheus' format but begins with '%s'".formatted(Unreadable.shown(text)));
    }
    if (!text.endsWith("\n")) {
      throw new Unreadable("it is cut off: its last line has no end");
    }
    return new PrometheusText(otherProbes).read(text);
  }

  private Reading read(String text) throws Unreadable {
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      if (end - from > MAX_LINE) {
        throw new Unreadable(
            "a line is longer than %d characters: %s"
                .formatted(MAX_LINE, Unreadable.shown(text.substring(from, from + MAX_LINE))));
      }
      if (text.startsWith(COUNT, from)
          || text.startsWith(BUCKET, from)
          || text.startsWith(STARTED, from)) {
        take(Sample.parse(text.substring(from, end).stripTrailing()));
      }
      from = end + 1;
    }
    for (TreeMap<Double, Long> each : buckets.values()) {
      times(each);
    }
    return new Reading(started, requests.tally());
  }

  private void take(Sample sample) throws Unreadable {
    if (++series > MAX_SERIES) {
      throw new Unreadable("it has more than %d series of requests".formatted(MAX_SERIES));
    }
    switch (sample.name()) {
      case COUNT -> count(sample);
      case BUCKET -> bucket(sample);
      case STARTED -> started = startOf(sample);
      default -> {}
    }
  }

  private void count(Sample sample) throws Unreadable {
    long count = Requests.whole(sample.value(), COUNT);
    if (!counted.add(sample.labels())) {
      throw twice(sample);
    }
    if (requests.ofUsers(sample.labels().get("uri"))) {
      requests.add(sample.labels().get("status"), sample.labels().get("outcome"), count);
    }
  }

  private void bucket(Sample sample) throws Unreadable {
    if (!requests.ofUsers(sample.labels().get("uri"))) {
      return;
    }
    long count = Requests.whole(sample.value(), BUCKET);
    var labels = new HashMap<>(sample.labels());
    double bound = bound(labels.remove("le"));
    Long before = buckets.computeIfAbsent(labels, added -> new TreeMap<>()).put(bound, count);
    if (before != null) {
      throw twice(sample);
    }
  }

  private static double bound(@Nullable String le) throws Unreadable {
    try {
      double bound = le == null ? Double.NaN : Double.parseDouble(le.replace("+Inf", "Infinity"));
      if (bound > 0) {
        return bound;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new Unreadable(
        "a bucket's le is '%s', which is no number above 0"
            .formatted(Unreadable.shown(String.valueOf(le))));
  }

  /** From "up to" to "above the bound before". */
  private void times(TreeMap<Double, Long> upTo) throws Unreadable {
    long before = 0;
    for (Map.Entry<Double, Long> each : upTo.entrySet()) {
      if (each.getValue() < before) {
        throw new Unreadable(
            "the bucket up to %s s counts %d, fewer than the one before with %d"
                .formatted(each.getKey(), each.getValue(), before));
      }
      if (each.getValue() > before) {
        requests.took(Grid.above(each.getKey()), each.getValue() - before);
      }
      before = each.getValue();
    }
  }

  private static double startOf(Sample sample) throws Unreadable {
    try {
      return Double.parseDouble(sample.value());
    } catch (NumberFormatException e) {
      throw new Unreadable(STARTED + " is '%s'".formatted(Unreadable.shown(sample.value())));
    }
  }

  private static Unreadable twice(Sample sample) {
    return new Unreadable(
        "%s is there twice with the same labels: %s"
            .formatted(sample.name(), Unreadable.shown(sample.labels().toString())));
  }
}
