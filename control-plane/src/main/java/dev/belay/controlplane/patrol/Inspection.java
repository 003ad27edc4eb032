package dev.belay.controlplane.patrol;

import static java.util.stream.Collectors.joining;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.patrol.Drift.Kind;
import dev.belay.controlplane.patrol.DriftReport.RuledOut;
import dev.belay.controlplane.platform.Configuration;
import dev.belay.controlplane.platform.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares, as a function of what was seen. Names settings, never values. */
final class Inspection {

  private final Revision stable;
  private final List<Seen> all;
  private final List<Seen> own;

  private Inspection(Revision stable, List<Seen> all) {
    this.stable = stable;
    this.all = all;
    this.own = all.stream().filter(each -> each.runs(stable)).toList();
  }

  /**
   * One instance and its settings.
   *
   * @param configuration null if the platform did not tell
   * @param since when each of its stale settings was first seen to be so
   */
  record Seen(
      Instance instance, @Nullable Configuration configuration, Map<String, Instant> since) {

    private boolean runs(Revision revision) {
      return instance.revision().equals(revision.id())
          && instance.phase() == Instance.Phase.RUNNING;
    }

    private Set<String> stale() {
      return configuration == null ? Set.of() : configuration.stale();
    }

    private @Nullable Map<String, String> startedWith() {
      return configuration == null ? null : configuration.startedWith();
    }
  }

  /**
   * @param underWay whether a rollout is under way: then other revisions are meant to run
   */
  static List<Drift> drifts(Revision stable, List<Seen> all, boolean underWay) {
    var inspection = new Inspection(stable, all);
    var drifts = new ArrayList<Drift>();
    inspection.stale(drifts);
    inspection.siblings(drifts);
    inspection.wantedUnknown(drifts);
    inspection.settingsUnknown(drifts);
    if (!underWay) {
      inspection.strangers(drifts);
    }
    return drifts;
  }

  private void stale(List<Drift> drifts) {
    List<Seen> stale = own.stream().filter(each -> !each.stale().isEmpty()).toList();
    if (stale.isEmpty()) {
      return;
    }
    var names = new TreeSet<String>();
    stale.forEach(each -> names.addAll(each.stale()));
    Instant since =
        stale.stream()
            .flatMap(each -> each.since().values().stream())
            .min(Instant::compareTo)
            .orElse(null);
    drifts.add(
        new Drift(
            Kind.STALE_CONFIGURATION,
            List.copyOf(names),
            ids(stale),
            since,
            "%s still %s with other values of %s than are wanted; it was started %s"
                .formatted(
                    String.join(", ", ids(stale)),
                    stale.size() == 1 ? "runs" : "run",
                    String.join(", ", names),
                    stale.stream()
                        .map(each -> each.instance().startedAt().toString())
                        .collect(joining(", "))),
            "./belay restart %s --reason TEXT replaces its processes, one behind the other"
                .formatted(stable.service())));
  }

  private void siblings(List<Drift> drifts) {
    List<Seen> told = own.stream().filter(each -> each.startedWith() != null).toList();
    var names = new TreeSet<String>();
    for (Seen each : told) {
      names.addAll(
          Configuration.different(
              Objects.requireNonNull(told.getFirst().startedWith()),
              Objects.requireNonNull(each.startedWith())));
    }
    if (!names.isEmpty()) {
      drifts.add(
          new Drift(
              Kind.SIBLINGS_DIFFER,
              List.copyOf(names),
              ids(told),
              null,
              "Processes of %s were started with different values of %s"
                  .formatted(stable.id().label(), String.join(", ", names)),
              "./belay restart %s --reason TEXT gives all of them the same"
                  .formatted(stable.service())));
    }
  }

  private void wantedUnknown(List<Drift> drifts) {
    own.stream()
        .map(Seen::configuration)
        .filter(Objects::nonNull)
        .map(Configuration::problem)
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(problem ->
            drifts.add(
                new Drift(
                    Kind.WANTED_UNKNOWN,
                    List.of(),
                    ids(own),
                    null,
                    "Which settings are wanted cannot be told: " + problem,
                    "Mend that first: a process that ends now cannot be started again.")));
  }

  private void settingsUnknown(List<Drift> drifts) {
    List<Seen> untold = own.stream().filter(each -> each.startedWith() == null).toList();
    if (!untold.isEmpty()) {
      drifts.add(
          new Drift(
              Kind.SETTINGS_UNKNOWN,
              List.of(),
              ids(untold),
              null,
              "With which settings %s was started is not known"
                  .formatted(String.join(", ", ids(untold))),
              "It is known of every process that is started from now on."));
    }
  }

  private void strangers(List<Drift> drifts) {
    List<Seen> strangers =
        all.stream()
            .filter(each -> !each.instance().revision().equals(stable.id()))
            .filter(each -> each.instance().phase() != Instance.Phase.STOPPING)
            .toList();
    if (!strangers.isEmpty()) {
      drifts.add(
          new Drift(
              Kind.OTHER_REVISION,
              List.of(),
              ids(strangers),
              null,
              "%s run though %s is wanted"
                  .formatted(String.join(", ", ids(strangers)), stable.id().label()),
              "They are stopped once they are known to have no traffic."));
    }
  }

  /** What a stale configuration was taken for before. */
  static List<RuledOut> ruledOut(Revision stable, List<Seen> all) {
    var inspection = new Inspection(stable, all);
    List<Seen> stale = inspection.own.stream().filter(each -> !each.stale().isEmpty()).toList();
    if (stale.isEmpty()) {
      return List.of();
    }
    var out = new ArrayList<RuledOut>();
    if (stale.stream().allMatch(Inspection::hasAll)) {
      out.add(
          new RuledOut(
              "missing settings",
              "every setting that is wanted was there when the process was started; only its value"
                  + " was another"));
    }
    if (inspection.own.size() == all.size()) {
      out.add(
          new RuledOut(
              "image",
              "every process runs %s, %s, which is what is wanted"
                  .formatted(stable.id().label(), stable.digest())));
    }
    return out;
  }

  private static boolean hasAll(Seen seen) {
    Configuration told = seen.configuration();
    return told != null
        && told.startedWith() != null
        && told.wanted() != null
        && told.startedWith().keySet().containsAll(told.wanted().keySet());
  }

  private static List<String> ids(Collection<Seen> seen) {
    return seen.stream().map(each -> each.instance().id()).sorted().toList();
  }
}
