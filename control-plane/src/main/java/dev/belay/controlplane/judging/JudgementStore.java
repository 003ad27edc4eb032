package dev.belay.controlplane.judging;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is open. Implementations pass {@code JudgementStoreTck}. */
interface JudgementStore {

  /**
   * Keeps a new one, and forgets what was fed last before a moment.
   *
   * @throws TooManyJudgementsException if as many are open as may be
   */
  OpenJudgement create(OpenJudgement opened, int most, Instant forgottenBefore);

  /** Keeps the next state, unless somebody else has been faster: then false. */
  boolean save(OpenJudgement next);

  Optional<OpenJudgement> find(String id);

  /** The newest first. */
  List<OpenJudgement> newest(int limit);

  /** Whether it was there. */
  boolean remove(String id);
}
