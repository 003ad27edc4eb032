/**
 * Whether this instance can answer now: only with every expected model. Must not touch liveness.
 * Start at {@link dev.belay.gpu.readiness.ModelHealth}.
 */
@NullMarked
package dev.belay.gpu.readiness;

import org.jspecify.annotations.NullMarked;
