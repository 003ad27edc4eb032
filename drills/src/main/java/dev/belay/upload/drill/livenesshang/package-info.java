/**
 * A revision that deadlocks: its port is open and nothing is answered. Packed into variants of the
 * service, never into a production jar. Start at {@link
 * dev.belay.upload.drill.livenesshang.Deadlocks}.
 */
@NullMarked
package dev.belay.upload.drill.livenesshang;

import org.jspecify.annotations.NullMarked;
