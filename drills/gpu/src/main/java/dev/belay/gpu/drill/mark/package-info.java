/**
 * Marks the answers of a variant. Packed into variants of the service, never into a production jar.
 * Start at {@link dev.belay.gpu.drill.mark.MarkedAnswers}.
 */
@NullMarked
package dev.belay.gpu.drill.mark;

import org.jspecify.annotations.NullMarked;
