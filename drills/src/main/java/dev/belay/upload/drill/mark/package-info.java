/**
 * Marks the answers of a variant and tells how long users have been served. Packed into variants of
 * the service, never into a production jar. Start at {@link dev.belay.upload.drill.mark.Served}.
 */
@NullMarked
package dev.belay.upload.drill.mark;

import org.jspecify.annotations.NullMarked;
