/**
 * Uploads in pieces: bytes that stay when a connection dies, until the last one is there and the
 * whole goes the way of every upload. Knows nothing of HTTP. Start at {@link
 * dev.belay.upload.resumable.ResumableUploads}.
 */
@NullMarked
package dev.belay.upload.resumable;

import org.jspecify.annotations.NullMarked;
