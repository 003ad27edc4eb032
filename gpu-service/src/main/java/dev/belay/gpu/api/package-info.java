/**
 * The HTTP face: paths, headers, and every failure in words for callers. Decides nothing else.
 * Start at {@link dev.belay.gpu.api.CutoutController}.
 */
@NullMarked
package dev.belay.gpu.api;

import org.jspecify.annotations.NullMarked;
