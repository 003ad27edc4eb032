/**
 * The safeguards over REST: freezes, breaker, quarantine, kill switch, audit log. The contract is
 * {@code docs/control-plane-api.md}.
 */
@NullMarked
package dev.belay.controlplane.ui.safety;

import org.jspecify.annotations.NullMarked;
