/**
 * Pixels: what a file is by its content, how large it is before anything is decoded, and what is
 * made of it. Knows nothing of HTTP, disks to keep things on, rows or settings. Start at {@link
 * dev.belay.images.Decoding} and {@link dev.belay.images.ImageHeader}.
 */
@NullMarked
package dev.belay.images;

import org.jspecify.annotations.NullMarked;
