/**
 * Whether this instance can do its work now: real writes to the store and the database, bounded in
 * time. Must not touch liveness. Start at {@link dev.belay.upload.readiness.BoundedCheck}.
 */
@NullMarked
package dev.belay.upload.readiness;

import org.jspecify.annotations.NullMarked;
