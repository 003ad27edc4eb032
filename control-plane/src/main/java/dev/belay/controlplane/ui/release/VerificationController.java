package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.policy.AppliedPolicy;
import dev.belay.controlplane.policy.PolicyApplication;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.ReleaseRequest;
import dev.belay.controlplane.rollout.Verifications;
import dev.belay.controlplane.verification.VerificationHistory;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The gates for an artifact that nobody releases yet, and what they found before. */
@RestController
class VerificationController {

  private static final String PATH = "/api/v1/services/{service}/verifications";

  private final Verifications verifications;
  private final PolicyApplication policies;

  VerificationController(Verifications verifications, PolicyApplication policies) {
    this.verifications = verifications;
    this.policies = policies;
  }

  @GetMapping(PATH)
  History history(@PathVariable String service, @RequestParam(defaultValue = "10") int limit) {
    if (limit < 1 || limit > VerificationHistory.KEPT) {
      throw new IllegalArgumentException(
          "limit must be 1 to %d, not %d".formatted(VerificationHistory.KEPT, limit));
    }
    return new History(
        verifications.history(new ServiceName(service), limit).stream()
            .map(PastVerificationView::of)
            .toList());
  }

  /** The newest first. */
  record History(List<PastVerificationView> verifications) {}

  @PostMapping(PATH)
  VerificationView verify(
      @PathVariable String service, @RequestBody ReleaseBody body, Authentication who) {
    ServiceName name = new ServiceName(service);
    ReleasePolicy standard =
        policies.last(name).map(AppliedPolicy::policy).orElseGet(ReleasePolicy::canary);
    ReleaseRequest request = body.request(name, standard, who.getName());
    return VerificationView.of(
        service, request.artifact().getFileName().toString(), verifications.verify(request));
  }
}
