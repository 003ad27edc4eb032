package dev.belay.controlplane.safety;

import dev.belay.controlplane.catalog.RevisionId;
import java.time.Instant;

/** Somebody says that a rollback was wrong. */
public record Dispute(RevisionId rollout, String by, String reason, Instant at) {}
