package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.patrol.DriftReport;
import dev.belay.controlplane.patrol.Patrol;
import dev.belay.controlplane.patrol.Verdict;
import dev.belay.controlplane.rollout.NoSuchRolloutException;
import dev.belay.controlplane.rollout.Renewal;
import dev.belay.controlplane.rollout.Renewals;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What runs, compared with what is wanted; and its restart. */
@RestController
@RequestMapping("/api/v1")
class DriftController {

  private final Patrol patrol;
  private final Renewals renewals;

  DriftController(Patrol patrol, Renewals renewals) {
    this.patrol = patrol;
    this.renewals = renewals;
  }

  @GetMapping("/drift")
  Drifts all() {
    return new Drifts(patrol.reports().stream().map(this::view).toList());
  }

  @GetMapping("/services/{service}/drift")
  DriftView one(@PathVariable String service) {
    return view(patrol.report(new ServiceName(service)));
  }

  @GetMapping("/services/{service}/drift/history")
  History history(@PathVariable String service, @RequestParam(defaultValue = "10") int limit) {
    if (limit < 1 || limit > Verdict.KEPT) {
      throw new IllegalArgumentException(
          "limit must be 1 to %d, not %d".formatted(Verdict.KEPT, limit));
    }
    return new History(
        patrol.history(new ServiceName(service), limit).stream().map(VerdictView::of).toList());
  }

  /** The newest first. */
  record History(List<VerdictView> verdicts) {}

  @PostMapping("/services/{service}/restarts")
  ResponseEntity<RestartView> restart(
      @PathVariable String service,
      @RequestBody(required = false) @Nullable Reason body,
      Authentication who) {
    String reason = body == null || body.reason() == null ? "" : body.reason();
    Renewal begun = patrol.restart(new ServiceName(service), who.getName(), reason);
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/services/%s/restarts/current".formatted(service)))
        .body(RestartView.of(begun));
  }

  @GetMapping("/services/{service}/restarts/current")
  RestartView current(@PathVariable String service) {
    return renewals
        .newest(new ServiceName(service))
        .map(RestartView::of)
        .orElseThrow(
            () -> new NoSuchRolloutException("%s has never been restarted".formatted(service)));
  }

  private DriftView view(DriftReport report) {
    return DriftView.of(
        report, patrol.leave(report.service()), renewals.newest(report.service()).orElse(null));
  }

  record Drifts(List<DriftView> services) {}

  record Reason(@Nullable String reason) {}
}
