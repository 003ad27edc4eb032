package dev.belay.upload.jobs;

import dev.belay.upload.gpu.GpuProblem;
import org.jspecify.annotations.Nullable;

/** Told in the transaction in which a job ends: what it writes stands or falls with that end. */
@FunctionalInterface
public interface JobEnds {

  /** For where nobody wants to know. */
  JobEnds NOBODY = (job, state, problem) -> {};

  /**
   * @param state that it is in from now on; {@code job} is as it was when it was claimed
   * @param problem of a job that failed
   */
  void ended(Job job, JobState state, @Nullable GpuProblem problem);
}
