/**
 * Files that are there completely or not at all, through kill -9 and power loss: in a file system,
 * or as objects of an S3-compatible store. Knows nothing of what is in them or of the database.
 * Start at {@link dev.belay.upload.store.Store}.
 */
@NullMarked
package dev.belay.upload.store;

import org.jspecify.annotations.NullMarked;
