/**
 * A revision with nothing wrong in it, and another digest than stable's. Packed into its own
 * variant of the service, never into a production jar. Start at {@link
 * dev.belay.upload.drill.goodrevision.GoodRevision}.
 */
@NullMarked
package dev.belay.upload.drill.goodrevision;

import org.jspecify.annotations.NullMarked;
