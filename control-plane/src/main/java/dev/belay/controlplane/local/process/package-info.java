/**
 * Detached processes: started apart from the control plane, found again by whoever comes after it,
 * ended without ever touching a stranger that got the same pid. Must not know what a process is
 * for. Start at {@link dev.belay.controlplane.local.process.RunDirectory}.
 */
@NullMarked
package dev.belay.controlplane.local.process;

import org.jspecify.annotations.NullMarked;
