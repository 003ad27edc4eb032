/**
 * What the gateway costs against Jetty's bare handler; driven by {@code benchmarks/gateway/run.sh}.
 * Knows the gateway only from outside, as a process. Start at {@link
 * dev.belay.benchmarks.gateway.WeightChanges}.
 */
@NullMarked
package dev.belay.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
