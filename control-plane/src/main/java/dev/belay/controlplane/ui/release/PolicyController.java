package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.policy.Applied;
import dev.belay.controlplane.policy.PolicyApplication;
import dev.belay.controlplane.rollout.NoSuchRolloutException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Policy documents: apply one, read what was applied last, read the schema. */
@RestController
@RequestMapping("/api/v1")
class PolicyController {

  private static final String SCHEMA = "release-policy.v1alpha1.json";

  private final PolicyApplication policies;

  PolicyController(PolicyApplication policies) {
    this.policies = policies;
  }

  /** To the service that the document names. */
  @PutMapping(path = "/policy", consumes = DocumentText.YAML)
  ResponseEntity<AppliedView> apply(
      @RequestBody byte[] document,
      @RequestParam(required = false) @Nullable String directory,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "") String reason,
      Authentication who) {
    return apply(document, directory, null, dryRun, reason, who);
  }

  @PutMapping(path = "/services/{service}/policy", consumes = DocumentText.YAML)
  ResponseEntity<AppliedView> apply(
      @PathVariable String service,
      @RequestBody byte[] document,
      @RequestParam(required = false) @Nullable String directory,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "") String reason,
      Authentication who) {
    return apply(document, directory, new ServiceName(service), dryRun, reason, who);
  }

  private ResponseEntity<AppliedView> apply(
      byte[] document,
      @Nullable String directory,
      @Nullable ServiceName service,
      boolean dryRun,
      String reason,
      Authentication who) {
    Applied applied =
        policies.apply(
            new PolicyApplication.Request(
                DocumentText.of(document),
                directory == null ? null : DocumentText.directory(directory),
                service,
                dryRun,
                who.getName(),
                reason));
    AppliedView view = AppliedView.of(applied);
    return applied.result() == Applied.Result.ROLLOUT && !dryRun
        ? ResponseEntity.accepted().location(rollout(view)).body(view)
        : ResponseEntity.ok(view);
  }

  @GetMapping("/services/{service}/policy")
  LastPolicyView last(@PathVariable String service) {
    return policies
        .last(new ServiceName(service))
        .map(LastPolicyView::of)
        .orElseThrow(() ->
            new NoSuchRolloutException(
                "No policy document was applied to %s yet; './belay apply' does so"
                    .formatted(service)));
  }

  @GetMapping(path = "/schemas/" + SCHEMA, produces = "application/schema+json")
  Resource schema() {
    return new ClassPathResource("dev/belay/schema/" + SCHEMA);
  }

  private static URI rollout(AppliedView applied) {
    return URI.create(
        "/api/v1/services/%s/rollouts/%s".formatted(applied.service(), applied.revision()));
  }
}
