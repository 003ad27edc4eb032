package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.rollout.Renewal.State;
import dev.belay.controlplane.rollout.Renewal.Target;
import dev.belay.controlplane.safety.AuditLog;
import dev.belay.controlplane.safety.Freezes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replaces the processes of the revision that serves; the reconciler carries it on. */
public class Renewals {

  private static final int MOST_REASON = 500;

  private final ServiceCatalog catalog;
  private final Releases releases;
  private final Platform platform;
  private final Reconciler reconciler;
  private final RenewalStore store;
  private final Freezes freezes;
  private final AuditLog audit;
  private final Clock clock;

  Renewals(
      ServiceCatalog catalog,
      Releases releases,
      Platform platform,
      Reconciler reconciler,
      RenewalStore store,
      Freezes freezes,
      AuditLog audit,
      Clock clock) {
    this.catalog = catalog;
    this.releases = releases;
    this.platform = platform;
    this.reconciler = reconciler;
    this.store = store;
    this.freezes = freezes;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * What someone asks for.
   *
   * @param instances which; null for all that run
   * @param wanted fingerprint of the configuration they are to get; null if nobody told it
   * @param evidence what was seen before, as JSON without values; empty if nothing was
   */
  public record Request(
      ServiceName service,
      @Nullable Set<String> instances,
      String by,
      String reason,
      @Nullable String wanted,
      String evidence) {

    public Request {
      if (reason.isBlank() || reason.length() > MOST_REASON) {
        throw new IllegalArgumentException(
            "'reason' is missing or too long: say in 1 to %d characters why; it is audited"
                .formatted(MOST_REASON));
      }
    }
  }

  /**
   * @throws NoSuchRolloutException for a service that is not in the catalog
   * @throws FrozenException while releases are frozen
   * @throws RolloutUnderWayException while a rollout of the service has not ended
   * @throws RestartRefusedException if nothing runs, others act, or it is under way already
   */
  public Renewal begin(Request request) {
    return audit.audited(
        request.by(),
        request.service(),
        "restart",
        request.reason(),
        () -> reconciler.loop(request.service()).renew(() -> renewal(request)));
  }

  private Renewal renewal(Request request) {
    ServiceName service = request.service();
    freezes
        .of(service)
        .ifPresent(freeze -> {
          throw new FrozenException(freeze);
        });
    Rollout newest = releases.newest(service);
    if (newest != null && !newest.ended()) {
      throw new RolloutUnderWayException(service);
    }
    Revision stable = releases.stable(service);
    if (newest == null || stable == null) {
      throw new NoSuchRolloutException("%s has never been released".formatted(service));
    }
    if (newest.policy().mode() == Safeguards.Mode.OBSERVE) {
      throw new RestartRefusedException(
          "%s is only observed (mode: observe): whoever starts its instances has to restart them"
              .formatted(service));
    }
    List<Instance> there =
        platform.observe(service).stream()
            .filter(each -> each.revision().equals(stable.id()))
            .toList();
    List<String> members = members(stable, there);
    List<Target> targets =
        there.stream()
            .filter(each -> each.phase() == Instance.Phase.RUNNING && members.contains(each.id()))
            .filter(each -> request.instances() == null || request.instances().contains(each.id()))
            .map(each -> new Target(each.id(), each.startedAt()))
            .toList();
    if (targets.isEmpty()) {
      throw new RestartRefusedException(
          "No process of %s runs that could be replaced. What starts anew has the settings of then."
              .formatted(stable.id()));
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new Renewal(
        0,
        stable.id(),
        targets,
        members,
        request.by(),
        request.reason(),
        request.wanted(),
        request.evidence(),
        now,
        State.GROWING,
        now,
        null,
        "asked for",
        null);
  }

  /** But for the spare of one that was given up. */
  private List<String> members(Revision stable, List<Instance> there) {
    Renewal before = reconciler.loop(stable.service()).renewal();
    return before != null && before.revision().equals(stable.id())
        ? before.members()
        : there.stream().map(Instance::id).toList();
  }

  /** Whether one of any service is under way. */
  public boolean anyUnderWay() {
    return store.anyUnderWay();
  }

  /** The newest one, ended or not. */
  public Optional<Renewal> newest(ServiceName service) {
    known(service);
    return store.newest(service, 1).stream().findFirst();
  }

  /** The newest one that somebody asked for. */
  public Optional<Renewal> newest(ServiceName service, String by) {
    known(service);
    return store.newest(service, RenewalStore.KEPT).stream()
        .filter(each -> each.by().equals(by))
        .findFirst();
  }

  /** How many processes somebody has had replaced since then. */
  public int replacedSince(ServiceName service, String by, Instant since) {
    return store.replacedSince(service, by, since);
  }

  private void known(ServiceName service) {
    if (catalog.find(service).isEmpty()) {
      throw new NoSuchRolloutException(
          "There is no service '%s'. Known: %s".formatted(service, catalog.names()));
    }
  }
}
