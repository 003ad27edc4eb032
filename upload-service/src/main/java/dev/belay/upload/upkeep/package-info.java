/**
 * What goes of uploads with time, and what should be there and is not. Rows go before files: a kill
 * leaves files without rows, which the sweep knows. Knows nothing of HTTP. Start at {@link
 * dev.belay.upload.upkeep.Retention} and {@link dev.belay.upload.upkeep.Reconciler}.
 */
@NullMarked
package dev.belay.upload.upkeep;

import org.jspecify.annotations.NullMarked;
