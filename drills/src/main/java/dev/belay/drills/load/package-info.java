/**
 * A client that uploads and reads pictures through the public route at a steady rate, and keeps
 * account of every answer. Must not know of rollouts or drills. Start at {@link
 * dev.belay.drills.load.Load}.
 */
@NullMarked
package dev.belay.drills.load;

import org.jspecify.annotations.NullMarked;
