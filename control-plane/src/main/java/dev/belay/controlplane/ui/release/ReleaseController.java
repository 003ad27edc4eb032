package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.policy.AppliedPolicy;
import dev.belay.controlplane.policy.PolicyApplication;
import dev.belay.controlplane.rollout.Command;
import dev.belay.controlplane.rollout.NoSuchRolloutException;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.safety.Disputes;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Start, steer, undo and read rollouts. */
@RestController
@RequestMapping("/api/v1/services/{service}")
class ReleaseController {

  private static final int LISTED = 50;
  private static final String CURRENT = "current";

  private final Releases releases;
  private final PolicyApplication policies;
  private final Disputes disputes;

  ReleaseController(Releases releases, PolicyApplication policies, Disputes disputes) {
    this.releases = releases;
    this.policies = policies;
    this.disputes = disputes;
  }

  @GetMapping("/rollouts")
  Rollouts list(@PathVariable String service) {
    ServiceName name = new ServiceName(service);
    return new Rollouts(
        releases.list(name, LISTED).stream()
            .map(rollout -> RolloutViews.summary(rollout, releases.sighting(name)))
            .toList());
  }

  @GetMapping("/rollouts/{revision}")
  RolloutView one(@PathVariable String service, @PathVariable String revision) {
    return full(releases.find(id(new ServiceName(service), revision)));
  }

  @PostMapping("/rollouts")
  ResponseEntity<RolloutView> start(
      @PathVariable String service, @RequestBody ReleaseBody body, Authentication who) {
    ServiceName name = new ServiceName(service);
    ReleasePolicy standard =
        policies.last(name).map(AppliedPolicy::policy).orElseGet(ReleasePolicy::canary);
    return accepted(releases.start(body.request(name, standard, who.getName())));
  }

  @PostMapping("/rollouts/{revision}/{verb:pause|resume|promote|abort}")
  ResponseEntity<RolloutView> command(
      @PathVariable String service,
      @PathVariable String revision,
      @PathVariable String verb,
      @RequestBody(required = false) @Nullable Reason body,
      Authentication who) {
    Command.Verb wanted = Command.Verb.valueOf(verb.toUpperCase(Locale.ROOT));
    RevisionId id = id(new ServiceName(service), revision);
    return accepted(releases.command(id, new Command(wanted, who.getName(), Reason.of(body))));
  }

  @PostMapping("/rollouts/{revision}/retry")
  ResponseEntity<RolloutView> retry(
      @PathVariable String service,
      @PathVariable String revision,
      @RequestBody(required = false) @Nullable Reason body,
      Authentication who) {
    RevisionId id = id(new ServiceName(service), revision);
    ReleasePolicy policy = policies.last(id.service()).map(AppliedPolicy::policy).orElse(null);
    return accepted(releases.retry(id, policy, who.getName(), Reason.of(body)));
  }

  @PostMapping("/undo")
  ResponseEntity<RolloutView> undo(
      @PathVariable String service,
      @RequestBody(required = false) @Nullable Reason body,
      Authentication who) {
    return accepted(releases.undo(new ServiceName(service), who.getName(), Reason.of(body)));
  }

  private RevisionId id(ServiceName service, String revision) {
    if (!revision.equals(CURRENT)) {
      return RevisionId.parse(service, revision);
    }
    Rollout newest = releases.newest(service);
    if (newest == null) {
      throw new NoSuchRolloutException("%s has never been released".formatted(service));
    }
    return newest.id();
  }

  private ResponseEntity<RolloutView> accepted(Rollout rollout) {
    URI location =
        URI.create(
            "/api/v1/services/%s/rollouts/%s".formatted(rollout.service(), rollout.id().label()));
    return ResponseEntity.accepted().location(location).body(full(rollout));
  }

  private RolloutView full(Rollout rollout) {
    return RolloutViews.full(
        rollout,
        releases.sighting(rollout.service()),
        rollout.takenBack() ? disputes.of(rollout.id()).orElse(null) : null);
  }

  record Rollouts(List<RolloutView> rollouts) {}

  record Reason(@Nullable String reason) {
    static String of(@Nullable Reason body) {
      return body == null || body.reason() == null ? "" : body.reason();
    }
  }
}
