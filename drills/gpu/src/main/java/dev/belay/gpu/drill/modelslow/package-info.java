/**
 * A revision whose model takes a while, within its time to start. Packed into variants of the
 * service, never into a production jar. Start at {@link dev.belay.gpu.drill.modelslow.SlowModel}.
 */
@NullMarked
package dev.belay.gpu.drill.modelslow;

import org.jspecify.annotations.NullMarked;
