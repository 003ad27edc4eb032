/**
 * An object store for drills: s3proxy behind a door that can answer in another shape than before.
 * Start at {@link dev.belay.drills.store.ObjectStore}.
 */
@NullMarked
package dev.belay.drills.store;

import org.jspecify.annotations.NullMarked;
