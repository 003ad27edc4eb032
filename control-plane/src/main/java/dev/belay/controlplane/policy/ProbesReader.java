package dev.belay.controlplane.policy;

import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads {@code spec.probes}: Kubernetes' names, defaults and meaning. A probe that is left out is
 * the platform's own; startup, once there are others, asks readiness' path every second.
 */
final class ProbesReader {

  private static final int HOUR = 3_600;
  private static final int LONGEST_TIMEOUT = 300;
  private static final int MOST_SUCCESSES = 1_000;
  private static final int MOST_FAILURES = 100_000;

  private final Duration startTimeout;

  ProbesReader(Duration startTimeout) {
    this.startTimeout = startTimeout;
  }

  /** Empty if nothing is said of probes, or something wrong. */
  Optional<ProbePlan> read(Section probes) {
    ProbePlan platform = ProbePlan.local(startTimeout.plus(Duration.ofMinutes(1)));
    Optional<Entry> startup = probes.find("startup");
    Optional<ProbeSpec> up = startup.flatMap(entry -> probe(entry, true));
    Optional<ProbeSpec> live = probes.find("liveness").flatMap(entry -> probe(entry, true));
    Optional<ProbeSpec> ready = probes.find("readiness").flatMap(entry -> probe(entry, false));
    probes.close();
    up.ifPresent(spec -> early(startup.orElseThrow(), spec));
    if (up.isEmpty() && live.isEmpty() && ready.isEmpty()) {
      return Optional.empty();
    }
    ProbeSpec readiness = ready.orElse(platform.readiness());
    ProbeSpec standard =
        ProbeSpec.at(readiness.path())
            .withPeriod(Duration.ofSeconds(1))
            .withTimeout(readiness.timeout())
            .failingAfter(startTimeout.plus(Duration.ofMinutes(1)));
    return Optional.of(
        new ProbePlan(up.orElse(standard), live.orElse(platform.liveness()), readiness));
  }

  private void early(Entry startup, ProbeSpec spec) {
    if (spec.initialDelay().plus(spec.timeout()).compareTo(startTimeout) > 0) {
      startup.error(
          "its first answer may come after %s, but startTimeout is %s"
              .formatted(
                  DurationText.of(spec.initialDelay().plus(spec.timeout())),
                  DurationText.of(startTimeout)),
          "Lengthen spec.startTimeout, or shorten initialDelaySeconds.");
    }
  }

  private static Optional<ProbeSpec> probe(Entry entry, boolean oneSuccess) {
    return entry.section().flatMap(section -> probe(section, oneSuccess));
  }

  private static Optional<ProbeSpec> probe(Section probe, boolean oneSuccess) {
    Optional<Entry> request = probe.require("httpGet", "Such as httpGet: {path: /readyz}.");
    Optional<String> path = request.flatMap(Entry::section).flatMap(ProbesReader::path);
    int delay = seconds(probe, "initialDelaySeconds", 0, HOUR, 0);
    int period = seconds(probe, "periodSeconds", 1, HOUR, 10);
    Optional<Entry> given = probe.find("timeoutSeconds");
    int timeout = seconds(probe, "timeoutSeconds", 1, LONGEST_TIMEOUT, 1);
    int most = oneSuccess ? 1 : MOST_SUCCESSES;
    int successes = seconds(probe, "successThreshold", 1, most, 1);
    int failures = seconds(probe, "failureThreshold", 1, MOST_FAILURES, 3);
    probe.close();
    if (timeout > period) {
      given.ifPresent(entry ->
          entry.error(
              "the time-out (%d s) is longer than the period (%d s): one probe would still wait when the next is due"
                  .formatted(timeout, period),
              "Shorten timeoutSeconds, or lengthen periodSeconds."));
    }
    return path.map(asked ->
        new ProbeSpec(
            asked,
            Duration.ofSeconds(delay),
            Duration.ofSeconds(period),
            Duration.ofSeconds(timeout),
            successes,
            failures));
  }

  private static int seconds(Section probe, String name, int least, int most, int otherwise) {
    return probe.find(name).flatMap(entry -> entry.integer(least, most)).orElse(otherwise);
  }

  private static Optional<String> path(Section request) {
    Optional<Entry> entry = request.require("path", "Such as path: /readyz.");
    request.close();
    return entry.flatMap(written ->
        written
            .text(ProbeSpec.MAX_PATH)
            .filter(text -> {
              boolean valid = ProbeSpec.isPath(text);
              if (!valid) {
                written.error(
                    "'%s' is not the path of a URL".formatted(written.shown()),
                    "Begin with / and use the characters of URLs; the port is the instance's own.");
              }
              return valid;
            }));
  }
}
