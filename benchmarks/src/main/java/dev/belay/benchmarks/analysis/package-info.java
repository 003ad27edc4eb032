/** What judging a canary costs. Start at {@link dev.belay.benchmarks.analysis.AnalysisCost}. */
@NullMarked
package dev.belay.benchmarks.analysis;

import org.jspecify.annotations.NullMarked;
