/**
 * Revisions of services as processes: what is wanted, what runs, and the supervisor that brings the
 * two together. Must not know why a revision is wanted. Start at {@link
 * dev.belay.controlplane.local.workload.LocalPlatform}.
 */
@NullMarked
package dev.belay.controlplane.local.workload;

import org.jspecify.annotations.NullMarked;
