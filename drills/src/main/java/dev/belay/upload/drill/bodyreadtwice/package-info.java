/**
 * A revision that reads an uploaded file twice from one stream: first for its dominant colour, then
 * to take it. Packed into its own variant of the service, never into a production jar. Start at
 * {@link dev.belay.upload.drill.bodyreadtwice.ReadsTwice}.
 */
@NullMarked
package dev.belay.upload.drill.bodyreadtwice;

import org.jspecify.annotations.NullMarked;
