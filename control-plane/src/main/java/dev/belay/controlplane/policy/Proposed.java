package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.ReleasePolicy;

/** What a document that is not applied asks for. */
public record Proposed(ServiceName service, ReleasePolicy policy) {}
