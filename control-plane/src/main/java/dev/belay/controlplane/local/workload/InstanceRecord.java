package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one instance beyond its present process, kept in {@code run/<id>/instance.json}.
 * Times are epoch milliseconds.
 *
 * @param attempt the number of the last run, which names its directory; 0 before the first
 * @param launched whether that run may still be under way; false once its end was noted
 * @param startedAt of the last run
 * @param logOffset the log's size when the last run began
 * @param failures ends by itself in a row, none of them after a long life
 * @param notBefore when the next run may begin
 * @param settings fingerprints of those that the last run was started with; null before the first,
 *     and in records of an older version
 * @param renewed whether that run takes the place of one that somebody wanted anew: it is not a
 *     process that ended by itself
 */
record InstanceRecord(
    String service,
    int revision,
    int index,
    int port,
    int attempt,
    boolean launched,
    long startedAt,
    long logOffset,
    int restarts,
    int failures,
    long notBefore,
    @Nullable Ended lastExit,
    @Nullable StopOrder stop,
    @Nullable Map<String, String> settings,
    @Nullable Boolean renewed) {

  private static final Duration LONG_LIFE = Duration.ofMinutes(5);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

  static InstanceRecord fresh(RevisionId revision, int index, int port) {
    return new InstanceRecord(
        revision.service().value(),
        revision.number(),
        index,
        port,
        0,
        false,
        0,
        0,
        0,
        0,
        0,
        null,
        null,
        null,
        null);
  }

  static String id(RevisionId revision, int index) {
    return "%s-%s-%d".formatted(revision.service(), revision.label(), index);
  }

  String id() {
    return id(revisionId(), index);
  }

  RevisionId revisionId() {
    return new RevisionId(new ServiceName(service), revision);
  }

  /**
   * How often it was started again.
   *
   * @param shown whether the present process has shown itself; until then the one before is the
   *     last that there was, and its end must not count twice
   */
  int restarts(boolean shown) {
    return shown || !startsAgain(attempt - 1) ? restarts : restarts - 1;
  }

  private boolean startsAgain(int before) {
    return failures > 0 && before > 0;
  }

  InstanceRecord launched(int port, Instant now, long logOffset, Map<String, String> fingerprints) {
    int again = startsAgain(attempt) ? restarts + 1 : restarts;
    return new InstanceRecord(
        service,
        revision,
        index,
        port,
        attempt + 1,
        true,
        now.toEpochMilli(),
        logOffset,
        again,
        failures,
        0,
        lastExit,
        null,
        fingerprints,
        renewed);
  }

  /**
   * It ended by itself: it is started again after 1, 2, 4, … 60 s, counted anew after 5 min of
   * life.
   */
  InstanceRecord failed(Ended exit, Instant now) {
    boolean livedLong = launched && exit.at() - startedAt >= LONG_LIFE.toMillis();
    int inARow = livedLong ? 1 : failures + 1;
    long backOff = Math.min(LONGEST_BACK_OFF.toMillis(), 1000L << Math.min(inARow - 1, 6));
    return new InstanceRecord(
        service,
        revision,
        index,
        port,
        attempt,
        false,
        startedAt,
        logOffset,
        restarts,
        inARow,
        now.toEpochMilli() + backOff,
        exit,
        stop,
        settings,
        null);
  }

  /** Its process was ended because it was ill: as if it had ended by itself. */
  InstanceRecord replaced(Ended exit, Instant now) {
    InstanceRecord failed = failed(exit, now);
    return new InstanceRecord(
        service,
        revision,
        index,
        port,
        attempt,
        false,
        startedAt,
        logOffset,
        restarts,
        failed.failures,
        failed.notBefore,
        exit,
        null,
        settings,
        null);
  }

  /** It ended as asked, or was never begun. */
  InstanceRecord over() {
    return new InstanceRecord(
        service, revision, index, port, attempt, false, startedAt, logOffset, restarts, failures, 0,
        lastExit, null, settings, renewed);
  }

  /** It ended as asked, to be started anew: whatever befell it before counts no more. */
  InstanceRecord renewedNow() {
    return new InstanceRecord(
        service, revision, index, port, attempt, false, startedAt, logOffset, restarts, 0, 0,
        lastExit, null, settings, true);
  }

  /** Whether the last run, or the one about to begin, was wanted anew. */
  boolean isRenewed() {
    return Boolean.TRUE.equals(renewed);
  }

  /** Nobody has started what was launched. */
  InstanceRecord neverBegun() {
    return new InstanceRecord(
        service,
        revision,
        index,
        port,
        attempt,
        false,
        startedAt,
        logOffset,
        restarts(false),
        failures,
        0,
        lastExit,
        null,
        settings,
        renewed);
  }

  InstanceRecord stopping(StopOrder order) {
    return new InstanceRecord(
        service, revision, index, port, attempt, launched, startedAt, logOffset, restarts, failures,
        notBefore, lastExit, order, settings, renewed);
  }

  /** The end of a run; see {@link Instance.Exit}. */
  record Ended(@Nullable Integer code, long at, String lastLines) {
    Instance.Exit exit() {
      return new Instance.Exit(code, Instant.ofEpochMilli(at), lastLines);
    }
  }

  /**
   * A wish to end the present process.
   *
   * @param ill whether it is ended to be replaced, with back-off
   */
  record StopOrder(long graceMillis, long askedAt, boolean ill) {
    boolean isOverdue(Instant now, Duration by) {
      return now.toEpochMilli() >= askedAt + graceMillis + by.toMillis();
    }
  }
}
