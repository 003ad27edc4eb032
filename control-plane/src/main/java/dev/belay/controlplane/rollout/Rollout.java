package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.synthetic.SyntheticCounts;
import dev.belay.controlplane.verification.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One release of one revision: what is wanted, where it stands, what was seen. Immutable; {@link
 * Decider} makes the next one.
 *
 * @param stable the last revision that completed, the way back; null for a service's first release
 * @param undo whether it brings back what completed before: no freeze holds that
 * @param startedBy who asked for it
 * @param stateSince when the present state was entered
 * @param breachAt when the bad signal was first seen, for "seconds to safe"; null without one
 * @param withheld the first {@value #MAX_WITHHELD} things that would have been done, had the
 *     policy's mode let them
 * @param transitions the newest {@value #MAX_TRANSITIONS}, oldest first
 * @param version of the stored record; grows with each save
 */
public record Rollout(
    Revision candidate,
    @Nullable Revision stable,
    ReleasePolicy policy,
    boolean undo,
    String startedBy,
    String reason,
    Instant startedAt,
    RolloutState state,
    Instant stateSince,
    @Nullable Instant breachAt,
    Evidence evidence,
    List<Finding> findings,
    List<Withheld> withheld,
    List<Transition> transitions,
    long version) {

  public static final int MAX_TRANSITIONS = 200;
  public static final int MAX_WITHHELD = 50;

  public Rollout {
    findings = List.copyOf(findings);
    withheld = List.copyOf(withheld);
    transitions = List.copyOf(transitions);
  }

  /**
   * Something that was decided and not done.
   *
   * @param action what it would have been, such as {@code rolled back}
   */
  public record Withheld(Instant at, String action, Cause cause) {}

  /** A move from one state to the next and why. */
  public record Transition(Instant at, String from, String to, String reason) {}

  public RevisionId id() {
    return candidate.id();
  }

  public ServiceName service() {
    return candidate.service();
  }

  /** Whether Belay itself took it back, rather than a person. */
  public boolean takenBack() {
    return state instanceof RolloutState.RolledBack back
        && !back.cause().type().equals(Cause.ABORTED);
  }

  /** Requests that speak for going on: users', and the team's own where the policy has it so. */
  public long answered() {
    SyntheticEvidence own = evidence.synthetic();
    long stoodIn =
        own == null || !policy.synthetic().countForPromotion() ? 0 : own.candidate().total();
    return evidence.candidate().total() + stoodIn;
  }

  public boolean ended() {
    return state instanceof RolloutState.Ended;
  }

  Rollout enter(RolloutState next, Instant at, String why) {
    var moves = new ArrayList<>(transitions);
    moves.add(new Transition(at, state.name(), next.name(), why));
    if (moves.size() > MAX_TRANSITIONS) {
      moves.removeFirst();
    }
    return copy(next, at, breachAt, evidence, findings, moves, version);
  }

  /**
   * The same release under another policy, as a replay begins it: its gates are passed and nothing
   * is known of it yet.
   *
   * @param readyAt when its instances were ready
   */
  public Rollout again(ReleasePolicy other, Instant readyAt) {
    return new Rollout(
        candidate,
        stable,
        other,
        undo,
        startedBy,
        reason,
        startedAt,
        new RolloutState.Starting(readyAt.plus(Limits.HELD)),
        startedAt,
        null,
        Evidence.open(other, stable != null && other.besideStable()),
        List.of(),
        List.of(),
        List.of(),
        0);
  }

  /** The same state with other particulars: no transition. */
  Rollout within(RolloutState same) {
    return copy(same, stateSince, breachAt, evidence, findings, transitions, version);
  }

  Rollout withEvidence(Evidence seen) {
    return copy(state, stateSince, breachAt, seen, findings, transitions, version);
  }

  /** With what the team's own requests have shown; null for nothing. */
  Rollout asked(@Nullable SyntheticCounts counts) {
    return counts == null || ended() ? this : withEvidence(evidence.asked(counts, policy));
  }

  Rollout withFindings(List<Finding> found) {
    return copy(state, stateSince, breachAt, evidence, found, transitions, version);
  }

  /** The same thing for the same cause is told once. */
  Rollout withholding(String action, Cause cause, Instant at) {
    boolean told =
        withheld.stream()
            .anyMatch(
                each -> each.action().equals(action) && each.cause().type().equals(cause.type()));
    if (told || withheld.size() == MAX_WITHHELD) {
      return this;
    }
    var more = new ArrayList<>(withheld);
    more.add(new Withheld(at, action, cause));
    return new Rollout(
        candidate,
        stable,
        policy,
        undo,
        startedBy,
        reason,
        startedAt,
        state,
        stateSince,
        breachAt,
        evidence,
        findings,
        more,
        transitions,
        version);
  }

  /** Only the first breach tells how long it took until users were safe. */
  Rollout breached(Instant at) {
    return breachAt != null
        ? this
        : copy(state, stateSince, at, evidence, findings, transitions, version);
  }

  Rollout stored(long newVersion) {
    return copy(state, stateSince, breachAt, evidence, findings, transitions, newVersion);
  }

  private Rollout copy(
      RolloutState nextState,
      Instant nextSince,
      @Nullable Instant nextBreachAt,
      Evidence nextEvidence,
      List<Finding> nextFindings,
      List<Transition> nextTransitions,
      long nextVersion) {
    return new Rollout(
        candidate,
        stable,
        policy,
        undo,
        startedBy,
        reason,
        startedAt,
        nextState,
        nextSince,
        nextBreachAt,
        nextEvidence,
        nextFindings,
        withheld,
        nextTransitions,
        nextVersion);
  }
}
