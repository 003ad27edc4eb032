package dev.belay.drills;

import org.jspecify.annotations.Nullable;

/**
 * A revision whose quality is known, and what must come of it.
 *
 * @param name also the variant artifact's classifier and the mark of its answers
 * @param broken what is wrong with it, for people
 * @param verdict that must come out
 * @param cause that must be named first; null where nothing is wrong
 * @param causeAsserted whether the cause decides, or only the verdict and lost uploads
 * @param proof how the drill knows that the revision really behaved as described
 */
record Drill(
    String name,
    String broken,
    Verdict verdict,
    @Nullable String cause,
    boolean causeAsserted,
    Proof proof) {

  /** What the client must have seen of the revision. */
  enum Proof {
    /** Answers that carry the variant's mark. */
    SERVED,
    /** Answers with 5xx that carry the variant's mark. */
    ANSWERED_5XX
  }
}
