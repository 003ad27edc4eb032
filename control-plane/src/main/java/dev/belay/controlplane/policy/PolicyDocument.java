package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.ReleasePolicy;
import java.util.List;

/**
 * What a document says, checked.
 *
 * @param warnings what is allowed but doubtful
 */
record PolicyDocument(
    ServiceName service,
    ProcessTarget target,
    ReleasePolicy policy,
    List<AlertChannel> alerts,
    List<PolicyProblem> warnings) {}
