/**
 * An object store for drills and tests: s3proxy behind a door that can answer in another way. Start
 * at {@link dev.belay.drills.store.ObjectStore}.
 */
@NullMarked
package dev.belay.drills.store;

import org.jspecify.annotations.NullMarked;
