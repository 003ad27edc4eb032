package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.patrol.Conducting.Outcome;
import dev.belay.controlplane.patrol.DriftReport.Conduct;
import dev.belay.controlplane.patrol.DriftReport.Conduct.State;
import dev.belay.controlplane.patrol.FirstSeen.Setting;
import dev.belay.controlplane.patrol.Inspection.Seen;
import dev.belay.controlplane.platform.Configuration;
import dev.belay.controlplane.platform.Examination;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.policy.AppliedPolicy;
import dev.belay.controlplane.policy.PolicyApplication;
import dev.belay.controlplane.rollout.NoSuchRolloutException;
import dev.belay.controlplane.rollout.PatrolLeave;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.Renewal;
import dev.belay.controlplane.rollout.Renewals;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.safety.Freeze;
import dev.belay.controlplane.safety.Freezes;
import dev.belay.controlplane.safety.KillSwitch;
import dev.belay.controlplane.verification.AppliedMigrations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Looks at every service, tells what has changed, and restarts where there is leave. */
public class Patrol {

  private static final Logger log = LoggerFactory.getLogger(Patrol.class);
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int RELEASES_LOOKED_AT = 50;
  private static final Duration BUDGETED = Duration.ofHours(1);

  private final ServiceCatalog catalog;
  private final Platform platform;
  private final Releases releases;
  private final Renewals renewals;
  private final PolicyApplication policies;
  private final Freezes freezes;
  private final KillSwitch killSwitch;
  private final FirstSeen firstSeen;
  private final Verdicts verdicts;
  private final MigrationWatch migrations;
  private final Clock clock;
  private final Consumer<DriftChanged> changed;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ServiceName, DriftReport> last = new HashMap<>();

  Patrol(
      ServiceCatalog catalog,
      Platform platform,
      Releases releases,
      Renewals renewals,
      PolicyApplication policies,
      Freezes freezes,
      KillSwitch killSwitch,
      FirstSeen firstSeen,
      Verdicts verdicts,
      MigrationWatch migrations,
      Clock clock,
      Consumer<DriftChanged> changed) {
    this.catalog = catalog;
    this.platform = platform;
    this.releases = releases;
    this.renewals = renewals;
    this.policies = policies;
    this.freezes = freezes;
    this.killSwitch = killSwitch;
    this.firstSeen = firstSeen;
    this.verdicts = verdicts;
    this.migrations = migrations;
    this.clock = clock;
    this.changed = changed;
  }

  /** One look at everything; restarts at most one service's processes. */
  void round() {
    for (ServiceName service : catalog.names()) {
      try {
        look(service);
      } catch (RuntimeException e) {
        log.warn("{}: the patrol could not look: {}", service, e.getMessage());
      }
    }
  }

  private void look(ServiceName service) {
    lock.lock();
    try {
      verdicts.takeOver(releases.token(service));
      Looked looked = inspect(service);
      DriftReport before = last.get(service);
      DriftReport report = looked.report();
      if (!looked.restart().isEmpty() || !report.saysTheSame(before)) {
        report = pronounced(report, before, looked);
      }
      last.put(service, report);
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is said of a service of which nothing was ever said: it is as it is wanted. */
  private DriftReport pronounced(DriftReport report, @Nullable DriftReport before, Looked looked) {
    boolean quiet = before == null && !report.drifted() && looked.restart().isEmpty();
    DriftReport became =
        quiet
            ? report
            : verdicts.pronounce(
                report,
                releases.token(report.service()),
                said -> looked.restart().isEmpty() ? said : restarting(said, looked));
    tell(became, before);
    return became;
  }

  private void tell(DriftReport report, @Nullable DriftReport before) {
    if (report.drifted()) {
      report
          .drifts()
          .forEach(drift ->
              log.warn("{}: {}: {}", report.service(), drift.kind().word(), drift.message()));
    } else if (before != null && before.drifted()) {
      log.info("{}: runs as it is wanted again", report.service());
    }
    changed.accept(new DriftChanged(report));
  }

  /** What was seen is stored with the renewal, before anything is done. */
  private DriftReport restarting(DriftReport report, Looked looked) {
    Drift stale = report.find(Drift.Kind.STALE_CONFIGURATION).orElseThrow();
    String reason = "stale settings: " + String.join(", ", stale.settings());
    try {
      renewals.begin(
          new Renewals.Request(
              report.service(),
              Set.copyOf(looked.restart()),
              Conducting.BELAY,
              reason.length() <= 500 ? reason : reason.substring(0, 499) + "…",
              report.wanted(),
              looked.evidence()));
      return report;
    } catch (RuntimeException e) {
      // Something came between the look and the deed; the next look sees it.
      return report.with(new Conduct(State.WAITING, String.valueOf(e.getMessage())));
    }
  }

  /**
   * Looks now; changes nothing but since when something is known.
   *
   * @throws NoSuchRolloutException for a service that is not in the catalog
   */
  public DriftReport report(ServiceName service) {
    known(service);
    lock.lock();
    try {
      return inspect(service).report();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What patrols said that was new, the newest first; {@link Verdict#KEPT} are kept.
   *
   * @throws NoSuchRolloutException for a service that is not in the catalog
   */
  public List<Verdict> history(ServiceName service, int limit) {
    known(service);
    return verdicts.newest(service, limit);
  }

  private void known(ServiceName service) {
    if (catalog.find(service).isEmpty()) {
      throw new NoSuchRolloutException(
          "There is no service '%s'. Known: %s".formatted(service, catalog.names()));
    }
  }

  /** The same of every service, in the order of the catalog. */
  public List<DriftReport> reports() {
    return catalog.names().stream().map(this::report).toList();
  }

  /**
   * Has all processes of a service replaced because somebody wants it.
   *
   * @throws NoSuchRolloutException for a service that is not in the catalog
   */
  public Renewal restart(ServiceName service, String by, String reason) {
    known(service);
    lock.lock();
    try {
      Looked looked = inspect(service);
      return renewals.begin(
          new Renewals.Request(
              service, null, by, reason, looked.report().wanted(), looked.evidence()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param restart the instances that there is leave to restart now
   * @param evidence what was seen, as JSON without values
   */
  private record Looked(DriftReport report, List<String> restart, String evidence) {}

  private Looked inspect(ServiceName service) {
    Instant now = clock.instant();
    Revision stable = releases.stable(service);
    if (stable == null) {
      return new Looked(
          new DriftReport(
              service,
              now,
              null,
              List.of(),
              List.of(),
              null,
              new Conduct(State.NOTHING_TO_DO, "it has never been released")),
          List.of(),
          "");
    }
    Rollout newest = releases.newest(service);
    boolean underWay = newest != null && !newest.ended();
    List<Seen> seen = seen(stable, now);
    var drifts = new ArrayList<>(Inspection.drifts(stable, seen, underWay));
    if (!underWay) {
      migrations.of(stable, () -> appliedByReleases(service), now).ifPresent(drifts::add);
    }
    var report =
        new DriftReport(
            service,
            now,
            stable.id(),
            drifts,
            Inspection.ruledOut(stable, seen),
            wanted(seen),
            new Conduct(State.NOTHING_TO_DO, ""));
    Outcome outcome = Conducting.of(report, situation(stable, report, underWay, now));
    return new Looked(report.with(outcome.conduct()), outcome.restart(), evidence(report, seen));
  }

  /** They stay, also when the release that brought them was taken back. */
  private Set<String> appliedByReleases(ServiceName service) {
    return releases.list(service, RELEASES_LOOKED_AT).stream()
        .flatMap(rollout -> rollout.findings().stream())
        .filter(finding -> finding.rule().equals(AppliedMigrations.RULE))
        .flatMap(finding ->
            Arrays.stream(finding.evidence().getOrDefault("versions", "").split(",\\s*")))
        .map(version -> version.strip().split(" ", 2)[0])
        .collect(Collectors.toSet());
  }

  private Conducting.Situation situation(
      Revision stable, DriftReport report, boolean underWay, Instant now) {
    ServiceName service = stable.service();
    ReleasePolicy policy = policy(stable);
    Renewal newest = renewals.newest(service).orElse(null);
    DriftReport before = last.get(service);
    return new Conducting.Situation(
        policy.patrol(),
        policy.mode(),
        killSwitch.pulled(),
        freezes.of(service).map(Freeze::summary).orElse(null),
        underWay,
        newest,
        renewals.anyUnderWay(),
        before != null && Objects.equals(before.wanted(), report.wanted()),
        renewals.replacedSince(service, Conducting.BELAY, now.minus(BUDGETED)),
        now.minus(BUDGETED));
  }

  /** The document applied last; without one, that of the release that serves. */
  private ReleasePolicy policy(Revision stable) {
    return policies
        .last(stable.service())
        .map(AppliedPolicy::policy)
        .orElseGet(() -> releases.find(stable.id()).policy());
  }

  /** What the policy in force allows. */
  public PatrolLeave leave(ServiceName service) {
    Revision stable = releases.stable(service);
    return stable == null ? PatrolLeave.NONE : policy(stable).patrol();
  }

  private List<Seen> seen(Revision stable, Instant now) {
    List<Instance> instances = platform.observe(stable.service());
    var configurations = new HashMap<String, Configuration>();
    var stale = new HashSet<Setting>();
    for (Instance instance : instances) {
      if (!instance.revision().equals(stable.id()) || instance.phase() != Instance.Phase.RUNNING) {
        continue;
      }
      Configuration told =
          platform.examine(instance.id()).map(Examination::configuration).orElse(null);
      // Another process than the one that was just seen is for the next look.
      if (told != null && told.startedAt().equals(instance.startedAt())) {
        configurations.put(instance.id(), told);
        told.stale().forEach(name -> stale.add(new Setting(instance.id(), told.startedAt(), name)));
      }
    }
    Map<Setting, Instant> since = firstSeen.since(stable.service(), stale, now);
    var seen = new ArrayList<Seen>();
    for (Instance instance : instances) {
      var own = new HashMap<String, Instant>();
      since.forEach((setting, at) -> {
        if (setting.instance().equals(instance.id())) {
          own.put(setting.name(), at);
        }
      });
      seen.add(new Seen(instance, configurations.get(instance.id()), own));
    }
    return seen;
  }

  /** The same for the same wanted settings, whatever else there is. */
  private static @Nullable String wanted(List<Seen> seen) {
    return seen.stream()
        .map(Seen::configuration)
        .filter(Objects::nonNull)
        .map(Configuration::wanted)
        .filter(Objects::nonNull)
        .findFirst()
        .map(Digests::of)
        .orElse(null);
  }

  private static String evidence(DriftReport report, List<Seen> seen) {
    return MAPPER.writeValueAsString(
        Map.of(
            "at",
            report.at(),
            "drifts",
            report.drifts(),
            "instances",
            seen.stream().map(Evidence::of).toList()));
  }

  /** What is written down of one instance before it is restarted. */
  private record Evidence(
      String instance,
      String revision,
      Instant startedAt,
      int restarts,
      Instance.Phase phase,
      Map<String, Instant> stale) {

    static Evidence of(Seen seen) {
      Instance each = seen.instance();
      return new Evidence(
          each.id(),
          each.revision().label(),
          each.startedAt(),
          each.restarts(),
          each.phase(),
          seen.since());
    }
  }
}
