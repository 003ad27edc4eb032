/**
 * Pixels: what a file is by its content, how large it is before anything is decoded, and its two
 * renditions. Knows nothing of HTTP, disks to keep things on, or rows. Start at {@link
 * dev.belay.upload.image.ImageCodec} and {@link dev.belay.upload.image.ImageHeader}.
 */
@NullMarked
package dev.belay.upload.image;

import org.jspecify.annotations.NullMarked;
