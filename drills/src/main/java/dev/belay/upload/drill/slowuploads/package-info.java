/**
 * A revision whose uploads wait for one of two workers, each of which is busy for a second: they
 * are answered as ever, later and later, until a worker's limit cuts them off. Packed into its own
 * variant of the service, never into a production jar. Start at {@link
 * dev.belay.upload.drill.slowuploads.StallsUploads}.
 */
@NullMarked
package dev.belay.upload.drill.slowuploads;

import org.jspecify.annotations.NullMarked;
