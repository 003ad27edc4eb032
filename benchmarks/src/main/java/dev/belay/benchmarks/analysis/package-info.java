/**
 * What judging a canary costs ({@link dev.belay.benchmarks.analysis.AnalysisCost}) and what it
 * finds ({@link dev.belay.benchmarks.analysis.AnalysisGoals}).
 */
@NullMarked
package dev.belay.benchmarks.analysis;

import org.jspecify.annotations.NullMarked;
