package dev.belay.controlplane.ui.safety;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.Breaker;
import dev.belay.controlplane.rollout.NoSuchRolloutException;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.safety.AuditLog;
import dev.belay.controlplane.safety.Dispute;
import dev.belay.controlplane.safety.Disputes;
import dev.belay.controlplane.safety.Freeze;
import dev.belay.controlplane.safety.Freezes;
import dev.belay.controlplane.safety.KillSwitch;
import dev.belay.controlplane.ui.safety.SafetyView.BreakerView;
import dev.belay.controlplane.ui.safety.SafetyView.DisputeView;
import dev.belay.controlplane.ui.safety.SafetyView.FreezeView;
import dev.belay.controlplane.ui.safety.SafetyView.KillSwitchView;
import dev.belay.controlplane.ui.safety.SafetyView.QuarantineView;
import dev.belay.controlplane.ui.safety.SafetyView.RollbacksView;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reading is for viewers, the rest for operators; all of it is audited. */
@RestController
@RequestMapping("/api/v1")
class SafetyController {

  private static final int MOST_ENTRIES = 1_000;

  private final ServiceCatalog catalog;
  private final Releases releases;
  private final Breaker breaker;
  private final Freezes freezes;
  private final KillSwitch killSwitch;
  private final AuditLog audit;
  private final Disputes disputes;

  SafetyController(
      ServiceCatalog catalog,
      Releases releases,
      Breaker breaker,
      Freezes freezes,
      KillSwitch killSwitch,
      Disputes disputes,
      AuditLog audit) {
    this.disputes = disputes;
    this.catalog = catalog;
    this.releases = releases;
    this.breaker = breaker;
    this.freezes = freezes;
    this.killSwitch = killSwitch;
    this.audit = audit;
  }

  @GetMapping("/safety")
  SafetyView safety() {
    Breaker.View view = breaker.view();
    return new SafetyView(
        new KillSwitchView(killSwitch.pulled(), killSwitch.file().toString()),
        new BreakerView(view.open(), view.rollbacks(), view.limit(), view.window().toString()),
        freezes.all().stream().map(SafetyController::view).toList(),
        catalog.names().stream()
            .flatMap(service -> releases.quarantined(service).stream())
            .map(SafetyController::view)
            .toList(),
        disputes.all().stream().map(SafetyController::view).toList(),
        rollbacks());
  }

  private List<RollbacksView> rollbacks() {
    Map<ServiceName, Long> disputed =
        disputes.all().stream()
            .collect(
                Collectors.groupingBy(each -> each.rollout().service(), Collectors.counting()));
    return catalog.names().stream()
        .map(name ->
            new RollbacksView(
                name.value(), releases.takenBack(name), disputed.getOrDefault(name, 0L)))
        .filter(each -> each.takenBack() > 0)
        .toList();
  }

  @PostMapping("/safety/freezes")
  FreezeView freeze(@RequestBody FreezeBody body, Authentication who) {
    ServiceName service = known(body.service());
    String reason = body.reason() == null ? "" : body.reason();
    return audit.audited(
        who.getName(),
        service,
        "freeze",
        reason,
        () -> view(freezes.freeze(service, who.getName(), reason)));
  }

  @DeleteMapping("/safety/freezes")
  Ended unfreeze(
      @RequestParam(required = false) @Nullable String service,
      @RequestParam(defaultValue = "") String reason,
      Authentication who) {
    ServiceName scope = known(service);
    return audit.audited(
        who.getName(), scope, "unfreeze", reason, () -> new Ended(freezes.unfreeze(scope)));
  }

  @PostMapping("/safety/breaker/reset")
  SafetyView reset(@RequestBody(required = false) @Nullable Reason body, Authentication who) {
    return audit.audited(
        who.getName(),
        null,
        "reset breaker",
        Reason.of(body),
        () -> {
          breaker.reset();
          return safety();
        });
  }

  @DeleteMapping("/services/{service}/quarantine/{revision}")
  Ended lift(
      @PathVariable String service,
      @PathVariable String revision,
      @RequestParam(defaultValue = "") String reason,
      Authentication who) {
    RevisionId id = RevisionId.parse(new ServiceName(service), revision);
    return new Ended(releases.liftQuarantine(id, who.getName(), reason));
  }

  /** Only what Belay itself took back can have been taken back wrongly. */
  @PostMapping("/services/{service}/rollouts/{revision}/dispute")
  DisputeView dispute(
      @PathVariable String service,
      @PathVariable String revision,
      @RequestBody(required = false) @Nullable Reason body,
      Authentication who) {
    RevisionId id = RevisionId.parse(new ServiceName(service), revision);
    String reason = Reason.of(body);
    return audit.audited(
        who.getName(),
        id.service(),
        "dispute " + id.label(),
        reason,
        () -> {
          Rollout rollout = releases.find(id);
          if (!rollout.takenBack()) {
            throw new NotTakenBackException(rollout);
          }
          return view(disputes.dispute(id, who.getName(), reason));
        });
  }

  @DeleteMapping("/services/{service}/rollouts/{revision}/dispute")
  Ended withdraw(
      @PathVariable String service,
      @PathVariable String revision,
      @RequestParam(defaultValue = "") String reason,
      Authentication who) {
    RevisionId id = RevisionId.parse(new ServiceName(service), revision);
    return audit.audited(
        who.getName(),
        known(service),
        "withdraw dispute of " + id.label(),
        reason,
        () -> new Ended(disputes.withdraw(id)));
  }

  @GetMapping("/audit")
  Audit audit(
      @RequestParam(required = false) @Nullable String service,
      @RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "limit must be 1 to %d, not %d".formatted(MOST_ENTRIES, limit));
    }
    return new Audit(audit.newest(known(service), limit));
  }

  private @Nullable ServiceName known(@Nullable String service) {
    if (service == null) {
      return null;
    }
    var name = new ServiceName(service);
    if (catalog.find(name).isEmpty()) {
      throw new NoSuchRolloutException(
          "There is no service '%s'. Known: %s".formatted(name, catalog.names()));
    }
    return name;
  }

  private static FreezeView view(Freeze freeze) {
    ServiceName service = freeze.service();
    return new FreezeView(
        service == null ? null : service.value(), freeze.by(), freeze.reason(), freeze.since());
  }

  private static DisputeView view(Dispute dispute) {
    return new DisputeView(
        dispute.rollout().service().value(),
        dispute.rollout().label(),
        dispute.by(),
        dispute.reason(),
        dispute.at());
  }

  private static QuarantineView view(Rollout bad) {
    return new QuarantineView(
        bad.service().value(),
        bad.id().label(),
        String.valueOf(bad.candidate().artifact().getFileName()),
        bad.candidate().digest().toString(),
        bad.state() instanceof RolledBack back ? back.cause().summary() : "",
        bad.stateSince());
  }

  /**
   * @param service null for everything
   */
  record FreezeBody(@Nullable String service, @Nullable String reason) {}

  /**
   * @param ended whether there was something to end
   */
  record Ended(boolean ended) {}

  record Audit(List<AuditLog.Entry> entries) {}

  record Reason(@Nullable String reason) {
    static String of(@Nullable Reason body) {
      return body == null || body.reason() == null ? "" : body.reason();
    }
  }
}
