/**
 * Whether content may be kept, asked of a scanner before anything is stored. Knows nothing of
 * images or of how uploads arrive. Start at {@link dev.belay.upload.scan.Screening}.
 */
@NullMarked
package dev.belay.upload.scan;

import org.jspecify.annotations.NullMarked;
