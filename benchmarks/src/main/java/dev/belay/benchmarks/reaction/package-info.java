/**
 * How soon a bad canary has lost its traffic, on a Belay that is up. Knows it only from outside:
 * the console's API, the gateway's admin port and the public route. Start at {@link
 * dev.belay.benchmarks.reaction.Reaction}.
 */
@NullMarked
package dev.belay.benchmarks.reaction;

import org.jspecify.annotations.NullMarked;
