package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.policy.PolicyApplication;
import dev.belay.controlplane.policy.Proposed;
import dev.belay.controlplane.replay.Replays;
import dev.belay.controlplane.safety.Disputes;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a policy document would have done with the releases that were recorded. */
@RestController
@RequestMapping("/api/v1/replays")
class ReplayController {

  private final PolicyApplication policies;
  private final Replays replays;
  private final Disputes disputes;

  ReplayController(PolicyApplication policies, Replays replays, Disputes disputes) {
    this.policies = policies;
    this.replays = replays;
    this.disputes = disputes;
  }

  @PostMapping(consumes = DocumentText.YAML)
  ReplayView replay(
      @RequestBody byte[] document,
      @RequestParam(required = false) @Nullable String directory,
      @RequestParam(defaultValue = "20") int releases) {
    Proposed proposed =
        policies.read(
            DocumentText.of(document),
            directory == null ? null : DocumentText.directory(directory));
    return ReplayView.of(
        proposed.service(),
        replays.replay(proposed.service(), proposed.policy(), releases),
        disputes::of);
  }
}
