/**
 * A control plane as seen from outside: typed calls, its event stream, and waiting for a rollout's
 * end. Believes nothing that it is sent: sizes, times and shapes are checked. Must not know of
 * terminals or local processes. Start at {@link dev.belay.cli.client.ControlPlaneClient}.
 */
@NullMarked
package dev.belay.cli.client;

import org.jspecify.annotations.NullMarked;
