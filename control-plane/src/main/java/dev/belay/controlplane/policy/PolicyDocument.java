package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.ReleasePolicy;
import java.util.List;
import java.util.Map;

/**
 * What a document says, checked.
 *
 * @param files what its synthetic requests send, 4 MiB together at most
 * @param warnings what is allowed but doubtful
 */
record PolicyDocument(
    ServiceName service,
    ProcessTarget target,
    ReleasePolicy policy,
    List<AlertChannel> alerts,
    Map<Digest, byte[]> files,
    List<PolicyProblem> warnings) {}
