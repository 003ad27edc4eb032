/**
 * A revision whose heap runs out while the model loads. Packed into variants of the service, never
 * into a production jar. Start at {@link dev.belay.gpu.drill.outofmemory.HungryModel}.
 */
@NullMarked
package dev.belay.gpu.drill.outofmemory;

import org.jspecify.annotations.NullMarked;
