/** Drills. */
@NullMarked
package dev.belay.drills;

import org.jspecify.annotations.NullMarked;
