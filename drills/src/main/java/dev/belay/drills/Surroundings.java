package dev.belay.drills;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** What is around a revision, and how it breaks. One for each run of a drill. */
interface Surroundings {

  /** Nothing around it is broken. */
  Surroundings HEALTHY = stage -> Prepared.NOTHING;

  /** Mends what a run that was killed has left broken, before anybody is asked to serve. */
  default void sweep(Stage stage) throws IOException {}

  /**
   * Prepares what is to break later.
   *
   * @throws DrillImpossibleException if this machine does not let it
   */
  Prepared prepare(Stage stage) throws IOException, InterruptedException;

  /** Ready to break. */
  interface Prepared extends AutoCloseable {

    Prepared NOTHING =
        new Prepared() {
          @Override
          public Map<String, String> settings() {
            return Map.of();
          }

          @Override
          public void breakNow() {}

          @Override
          public void close() {}
        };

    /** What the revision is released with. */
    Map<String, String> settings();

    /** In which states of the rollout it may be broken; the gates have looked by then. */
    default Set<String> breaksIn() {
      return Set.of("Observing", "Baking");
    }

    /** Breaks it, after the gates have looked, and proves that it is broken. */
    void breakNow() throws IOException, InterruptedException;

    /** Mends what keeps anybody from reading what was stored; {@link #close} does the rest. */
    default void mend() throws IOException, InterruptedException {}

    /** Mends it and removes every trace. */
    @Override
    void close() throws IOException, InterruptedException;
  }
}
