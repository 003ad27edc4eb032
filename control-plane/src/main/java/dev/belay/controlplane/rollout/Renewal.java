package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes of the revision that serves are replaced by new ones with the settings of now, one
 * behind the other and each behind readiness. What is stored says where to go on after a crash.
 *
 * @param number of its row; 0 until it is stored
 * @param targets the processes that are to go
 * @param members the instances there were when it began: whoever else there is, is the spare
 * @param wanted fingerprint of the configuration that is wanted; null if nobody told it
 * @param evidence what was seen before, as JSON without values; empty if nothing was
 * @param since when its state, or the present replacement, began
 * @param current the instance that is being replaced; null between two
 * @param failure why it is given up; null while it is not
 */
public record Renewal(
    long number,
    RevisionId revision,
    List<Target> targets,
    List<String> members,
    String by,
    String reason,
    @Nullable String wanted,
    String evidence,
    Instant startedAt,
    State state,
    Instant since,
    @Nullable String current,
    String detail,
    @Nullable String failure) {

  public Renewal {
    targets = List.copyOf(targets);
    members = List.copyOf(members);
  }

  /** One process. */
  public record Target(String instance, Instant processStartedAt) {}

  /** Where it is. */
  public enum State {
    /** A spare instance starts, so that nobody is missed while one is replaced. */
    GROWING,
    REPLACING,
    /** The spare goes, behind those that are ready. */
    SHRINKING,
    DONE,
    FAILED
  }

  public boolean ended() {
    return state == State.DONE || state == State.FAILED;
  }

  /** Whether a new one may take its place: it replaces nothing any more. */
  boolean replaceable() {
    return state == State.SHRINKING && failure != null;
  }

  Renewal stored(long row) {
    return copy(row, state, since, current, detail, failure);
  }

  Renewal telling(String words) {
    return words.equals(detail) ? this : copy(number, state, since, current, words, failure);
  }

  Renewal becoming(State next, Instant now, String words) {
    return copy(number, next, now, null, words, failure);
  }

  Renewal replacing(String instance, Instant now) {
    return instance.equals(current)
        ? this
        : copy(number, State.REPLACING, now, instance, "replacing " + instance, failure);
  }

  /** What was begun is brought to an end, nothing more is replaced. */
  public Renewal givenUp(String why, Instant now) {
    return copy(number, State.SHRINKING, now, null, why, failure == null ? why : failure);
  }

  public Renewal end(Instant now) {
    return failure == null
        ? copy(number, State.DONE, now, null, replaced(), null)
        : copy(number, State.FAILED, now, null, failure, failure);
  }

  private String replaced() {
    return targets.size() == 1
        ? "1 instance was replaced"
        : targets.size() + " instances were replaced";
  }

  private Renewal copy(
      long row,
      State next,
      Instant from,
      @Nullable String instance,
      String words,
      @Nullable String why) {
    return new Renewal(
        row, revision, targets, members, by, reason, wanted, evidence, startedAt, next, from,
        instance, words, why);
  }
}
