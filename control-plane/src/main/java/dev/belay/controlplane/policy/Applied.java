package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an application did, or, dry, would do.
 *
 * @param changes field by field against what was applied before; empty for the first
 * @param revision what the target became; null where a rollout would only be started
 * @param warnings what is allowed but doubtful
 */
public record Applied(
    ServiceName service,
    Result result,
    boolean dryRun,
    List<String> changes,
    @Nullable RevisionId revision,
    List<PolicyProblem> warnings) {

  public enum Result {
    /** The target changed. */
    ROLLOUT,
    /** Only the policy changed: the next rollout follows it, none is started. */
    POLICY,
    /** Nothing changed. */
    UNCHANGED
  }
}
