/**
 * What became of the requests: counts by revision and weight epoch, latency, ages of requests in
 * flight, and the bounded stream of failures. Must not know HTTP servers or tables. Start at {@link
 * dev.belay.gateway.outcome.ServiceOutcomes}.
 */
@NullMarked
package dev.belay.gateway.outcome;

import org.jspecify.annotations.NullMarked;
