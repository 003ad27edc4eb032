package dev.belay.upload.jobs;

/** Where a job is. A failed attempt leads back to {@link #QUEUED}. */
public enum JobState {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED;

  public boolean finished() {
    return this == SUCCEEDED || this == FAILED;
  }
}
