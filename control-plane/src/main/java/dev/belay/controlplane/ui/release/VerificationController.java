package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.policy.AppliedPolicy;
import dev.belay.controlplane.policy.PolicyApplication;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.ReleaseRequest;
import dev.belay.controlplane.rollout.Verifications;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The gates for an artifact that nobody releases yet. */
@RestController
class VerificationController {

  private final Verifications verifications;
  private final PolicyApplication policies;

  VerificationController(Verifications verifications, PolicyApplication policies) {
    this.verifications = verifications;
    this.policies = policies;
  }

  @PostMapping("/api/v1/services/{service}/verifications")
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
