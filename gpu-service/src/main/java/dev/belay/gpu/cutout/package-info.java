/**
 * One cut-out from a file to a PNG, and how many at once. Knows nothing of HTTP, nor of how the
 * model came to be loaded. Start at {@link dev.belay.gpu.cutout.Cutouts}.
 */
@NullMarked
package dev.belay.gpu.cutout;

import org.jspecify.annotations.NullMarked;
