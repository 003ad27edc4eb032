package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.policy.Applied;
import dev.belay.controlplane.policy.PolicyProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an application did; {@code docs/control-plane-api.md} says what is what. */
record AppliedView(
    String service,
    String result,
    boolean dryRun,
    List<String> changes,
    @Nullable String revision,
    List<PolicyProblem> warnings) {

  static AppliedView of(Applied applied) {
    String result =
        switch (applied.result()) {
          case ROLLOUT -> "rollout";
          case POLICY -> "policy";
          case UNCHANGED -> "unchanged";
        };
    return new AppliedView(
        applied.service().value(),
        result,
        applied.dryRun(),
        applied.changes(),
        applied.revision() == null ? null : applied.revision().label(),
        applied.warnings());
  }
}
