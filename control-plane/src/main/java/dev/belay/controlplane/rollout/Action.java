package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.TrafficSplit;
import java.time.Duration;
import java.time.Instant;

/** What is to be done to the world. Every action is idempotent: it may be carried out again. */
public sealed interface Action {

  /** Let the gates look; the findings come with a later observation. */
  record Verify(Revision revision) implements Action {}

  /** Apply the schema migrations; the result comes with a later observation. */
  record Migrate(Revision revision) implements Action {}

  /**
   * See whether the candidate's instances, which are ready, have applied their migrations; the
   * result comes with a later observation.
   */
  record CheckMigrated(Revision revision) implements Action {}

  /**
   * Send the candidate, which has no traffic yet, the synthetic requests; the answers come with a
   * later observation.
   */
  record AskCandidate(Revision revision) implements Action {}

  record Start(Revision revision) implements Action {}

  record Stop(RevisionId revision, Duration grace) implements Action {}

  /** Replace one process that is proven dead. */
  record Restart(String instance, Instant processStartedAt, Duration grace) implements Action {}

  /** Replace one process that somebody wants anew, with the settings of now. */
  record Renew(String instance, Instant processStartedAt, Duration grace) implements Action {}

  record SetWeights(TrafficSplit split) implements Action {}
}
