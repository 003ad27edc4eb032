/**
 * A start that only looks, and ends before anything serves: what would go wrong with this artifact
 * in this environment. Reads databases that the service has anyway, changes nothing in them. Start
 * at {@link dev.belay.starter.preflight.PreflightRun}; a service adds {@link
 * dev.belay.starter.preflight.PreflightCheck}s.
 */
@NullMarked
package dev.belay.starter.preflight;

import org.jspecify.annotations.NullMarked;
