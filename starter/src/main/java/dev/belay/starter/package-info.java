/**
 * What every service that Belay watches has in common: correlation ids, problem details, who it is,
 * and sensible defaults. Must not know the control plane's code, a database or any one service.
 * Start at {@link dev.belay.starter.defaults.BelayDefaults}.
 */
@NullMarked
package dev.belay.starter;

import org.jspecify.annotations.NullMarked;
