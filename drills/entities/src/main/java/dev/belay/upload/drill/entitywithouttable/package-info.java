/**
 * A revision that maps four tables and brings no migration for them: it starts, its probes are
 * green, and the first request that needs one fails. Packed into its own variant of the service,
 * never into a production jar. Start at {@link
 * dev.belay.upload.drill.entitywithouttable.BackgroundRemoverJob}.
 */
@NullMarked
package dev.belay.upload.drill.entitywithouttable;

import org.jspecify.annotations.NullMarked;
