package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where rollouts are kept. Implementations pass {@code RolloutStoreTck}. What a verb has returned
 * survives the end of the process.
 *
 * <p>Once it has taken over, a store writes rollouts only until someone takes over after it; then
 * {@link #create} and {@link #save} throw {@link StaleFencingTokenException} and store nothing.
 */
public interface RolloutStore {

  /** How many of a service's newest rollouts keep the looks that were recorded. */
  int RECORDS_KEPT = 50;

  /** How many looks are recorded of one rollout: the first. */
  int MAX_LOOKS = 2_000;

  /** How many rollouts a service keeps; the oldest that nobody needs go first. */
  int KEPT = 200;

  /**
   * Gives the next number and stores what is made of it.
   *
   * @throws RolloutUnderWayException if a rollout of the service has not ended; nothing is stored
   */
  Rollout create(ServiceName service, Function<RevisionId, Rollout> open);

  /**
   * Stores a rollout over the version it was made from, and returns it with its new version.
   *
   * @throws StaleRolloutException if someone else stored another; nothing is stored
   */
  default Rollout save(Rollout rollout) {
    return save(rollout, null);
  }

  /**
   * The same, with what was seen since the look before: both are stored or none is. Beyond {@link
   * #MAX_LOOKS} the look is left out.
   *
   * @param look null where there is nothing to record
   */
  Rollout save(Rollout rollout, @Nullable RecordedLook look);

  /** What was recorded of a rollout, oldest first; empty where nothing was, or not any more. */
  List<RecordedLook> recorded(RevisionId id);

  Optional<Rollout> find(RevisionId id);

  /** Newest first. */
  List<Rollout> newest(ServiceName service, int limit);

  /** Those that were promoted, the last one first: the first is the stable revision. */
  List<Rollout> promoted(ServiceName service, int limit);

  /** How many rollouts of all services Belay itself has taken back since. */
  int takenBackSince(Instant since);

  /** How many of a service's rollouts that are kept Belay itself has taken back. */
  int takenBack(ServiceName service);

  /** What was taken back, kept and not released from quarantine since; newest first. */
  List<Rollout> quarantined(ServiceName service);

  /** Lets this content be released again; whether it was in quarantine. */
  boolean liftQuarantine(ServiceName service, String content);

  /** A token higher than all before. Not idempotent: each call makes all earlier tokens stale. */
  FencingToken takeOver();
}
