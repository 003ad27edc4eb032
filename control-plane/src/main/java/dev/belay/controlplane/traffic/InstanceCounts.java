package dev.belay.controlplane.traffic;

import dev.belay.controlplane.catalog.RevisionId;
import java.util.Optional;
import java.util.Set;

/** What became of users' requests, as the instances that answered them have counted. */
public interface InstanceCounts {

  /** For platforms whose instances nobody asks. */
  InstanceCounts NONE =
      new InstanceCounts() {
        @Override
        public RequestOutcomes without(Set<String> paths) {
          throw new TrafficException("Nobody asks instances for their counts here", null);
        }

        @Override
        public Optional<String> problem(RevisionId revision, boolean timed) {
          return Optional.of("nobody asks instances for their counts here");
        }
      };

  /**
   * The counts, but for requests to these paths: whoever probes is no user. A service is followed
   * while it is read, and counts from 0 under a new boot id when that begins again; there are no
   * wake-up calls, {@code unanswered} and {@code routed} are 0, and what ended while weights
   * changed is in no epoch.
   */
  RequestOutcomes without(Set<String> paths);

  /**
   * Asks the running instances of a revision once, 5 s at most: why their counts cannot be read,
   * and what would help; empty if they can, or none is running.
   *
   * @param timed whether they must tell how long requests took too
   */
  Optional<String> problem(RevisionId revision, boolean timed);
}
