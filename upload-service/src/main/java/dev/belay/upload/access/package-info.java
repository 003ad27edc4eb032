/**
 * Which origins may call from a browser and how large a body may be, decided before it is read; who
 * may upload is api-keys' to say. Knows nothing of images. Start at {@link
 * dev.belay.upload.access.AccessConfiguration}.
 */
@NullMarked
package dev.belay.upload.access;

import org.jspecify.annotations.NullMarked;
