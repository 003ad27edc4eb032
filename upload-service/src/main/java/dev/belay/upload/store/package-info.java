/**
 * Files on disk that are there completely or not at all, through kill -9 and power loss. Knows
 * nothing of what is in them or of the database. Start at {@link dev.belay.upload.store.FileStore}.
 */
@NullMarked
package dev.belay.upload.store;

import org.jspecify.annotations.NullMarked;
