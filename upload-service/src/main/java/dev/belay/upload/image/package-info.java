/**
 * Which images are taken and how many at once, as configured; the pixels themselves are the library
 * {@code images}. Knows nothing of HTTP. Start at {@link dev.belay.upload.image.ImageSettings}.
 */
@NullMarked
package dev.belay.upload.image;

import org.jspecify.annotations.NullMarked;
