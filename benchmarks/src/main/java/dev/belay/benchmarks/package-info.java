/** Benchmarks. */
@NullMarked
package dev.belay.benchmarks;

import org.jspecify.annotations.NullMarked;
