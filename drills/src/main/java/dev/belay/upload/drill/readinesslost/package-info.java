/**
 * A revision that is ready, takes traffic, and then is not ready any more. Packed into variants of
 * the service, never into a production jar. Start at {@link
 * dev.belay.upload.drill.readinesslost.LosesReadiness}.
 */
@NullMarked
package dev.belay.upload.drill.readinesslost;

import org.jspecify.annotations.NullMarked;
