package dev.belay.controlplane.traffic;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * What became of users' requests, counted where they are routed. Implementations pass {@code
 * RequestOutcomesTck}.
 *
 * <p>Only first attempts count, under the arm and the weight epoch that were chosen when the
 * request was routed: a retry must not whitewash a bad revision.
 */
public interface RequestOutcomes {

  /** Counts since the source's boot. */
  Snapshot read(ServiceName service);

  /**
   * Tells of each failure soon after it happened (20 ms in the local gateway), at most once,
   * possibly never: a wake-up call. Only {@link #read} counts. The listener must return quickly.
   */
  Subscription onFailure(Consumer<Failure> listener);

  /**
   * Cumulative counts.
   *
   * @param bootId changes when the source starts again and counts from 0
   */
  record Snapshot(String bootId, List<Counts> counts) {

    public Snapshot {
      counts = List.copyOf(counts);
    }
  }

  /**
   * The requests that were routed to a revision in one weight epoch.
   *
   * @param weight the revision's share in that epoch
   * @param concurrent whether another revision had a share in that epoch
   * @param succeeded answered with 1xx, 2xx or 3xx
   * @param refused answered with 4xx
   * @param failed answered with 5xx
   * @param unanswered reset, refused, timed out or cut off by the revision
   * @param routed sent to the revision, whatever became of them; 0 from a source that cannot tell
   * @param timing how long they took
   */
  record Counts(
      RevisionId revision,
      long weightEpoch,
      Weight weight,
      boolean concurrent,
      long succeeded,
      long refused,
      long failed,
      long unanswered,
      long routed,
      Timing timing) {

    /** From a source that counts only what ended. */
    public Counts(
        RevisionId revision,
        long weightEpoch,
        Weight weight,
        boolean concurrent,
        long succeeded,
        long refused,
        long failed,
        long unanswered) {
      this(
          revision,
          weightEpoch,
          weight,
          concurrent,
          succeeded,
          refused,
          failed,
          unanswered,
          0,
          Timing.NONE);
    }

    public long errors() {
      return failed + unanswered;
    }

    public long total() {
      return succeeded + refused + failed + unanswered;
    }
  }

  /**
   * How long requests took, from routing to the head of the answer.
   *
   * @param answered cumulative, the fastest first
   * @param waiting those without an answer now, by how long they have waited at least; the first
   *     holds all of the others too
   */
  record Timing(List<Bucket> answered, List<Waiting> waiting) {

    /** From a source that cannot tell. */
    public static final Timing NONE = new Timing(List.of(), List.of());

    public Timing {
      answered = List.copyOf(answered);
      waiting = List.copyOf(waiting);
    }
  }

  /** How many took less than this, in microseconds, and no less than the bucket before. */
  record Bucket(long belowMicros, long count) {}

  /** How many have been waiting for at least so many milliseconds. */
  record Waiting(long atLeastMillis, long count) {}

  /**
   * One failed request.
   *
   * @param status the status the revision answered, 0 if it did not answer
   * @param route a template without ids, such as {@code POST /api/v1/upload/image}
   * @param reason in the gateway's words, such as {@code answered-5xx}, {@code connect}, {@code
   *     timeout}
   */
  record Failure(
      RevisionId revision, long weightEpoch, Instant at, int status, String route, String reason) {}

  /** Ends the wake-up calls. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
