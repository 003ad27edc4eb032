/**
 * A revision whose readiness fails half of the time, never three times in a row. Packed into
 * variants of the service, never into a production jar. Start at {@link
 * dev.belay.upload.drill.flapping.Flaps}.
 */
@NullMarked
package dev.belay.upload.drill.flapping;

import org.jspecify.annotations.NullMarked;
