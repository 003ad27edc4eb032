/**
 * Releases over REST and server-sent events: view records, never the aggregate itself. Start at
 * {@link dev.belay.controlplane.ui.release.ReleaseController}; the contract is {@code
 * docs/control-plane-api.md}.
 */
@NullMarked
package dev.belay.controlplane.ui.release;

import org.jspecify.annotations.NullMarked;
