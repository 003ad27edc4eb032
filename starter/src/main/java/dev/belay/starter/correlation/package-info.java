/**
 * The {@code X-Correlation-Id} of a request: accepted or replaced at the door, bound to the thread,
 * in logs, on spans, on answers and on outgoing calls. Knows nothing of what a request is for.
 * Start at {@link dev.belay.starter.correlation.CorrelationFilter}.
 */
@NullMarked
package dev.belay.starter.correlation;

import org.jspecify.annotations.NullMarked;
