/**
 * A revision whose way of taking one image needs a class that was left out of its artifact. Packed
 * into its own variant of the service, never into a production jar. Start at {@link
 * dev.belay.upload.drill.missingclass.StampsImages}.
 */
@NullMarked
package dev.belay.upload.drill.missingclass;

import org.jspecify.annotations.NullMarked;
