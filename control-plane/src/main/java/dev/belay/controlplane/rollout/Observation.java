package dev.belay.controlplane.rollout;

import dev.belay.controlplane.platform.Instance.Exit;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.probe.Steadiness;
import dev.belay.controlplane.synthetic.Gate;
import dev.belay.controlplane.synthetic.SyntheticCounts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.verification.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything a look at the world brought. What could not be looked at is null: never success and
 * never failure.
 *
 * @param candidate null when the platform could not be asked
 * @param stable null when the platform could not be asked or there is no stable revision
 * @param routing null when the router could not be asked
 * @param outcomes null when the counts could not be read
 * @param findings null while the gates have not looked
 * @param migration null while the migration has not ended
 * @param command what an operator asks with this look, if anything
 * @param brakes what keeps a decision from its effect
 * @param synthetic what the team's own requests have shown
 */
public record Observation(
    Instant at,
    @Nullable Fleet candidate,
    @Nullable Fleet stable,
    @Nullable Routing routing,
    @Nullable Snapshot outcomes,
    @Nullable List<Finding> findings,
    @Nullable RunResult migration,
    @Nullable Command command,
    Brakes brakes,
    Synthetic synthetic) {

  /** Where nothing is asked. */
  public Observation(
      Instant at,
      @Nullable Fleet candidate,
      @Nullable Fleet stable,
      @Nullable Routing routing,
      @Nullable Snapshot outcomes,
      @Nullable List<Finding> findings,
      @Nullable RunResult migration,
      @Nullable Command command,
      Brakes brakes) {
    this(
        at,
        candidate,
        stable,
        routing,
        outcomes,
        findings,
        migration,
        command,
        brakes,
        Synthetic.NONE);
  }

  /**
   * Whether the candidate has answered a probe well. A control plane that has just begun knows of
   * nobody: what went wrong while none was there is not yet seen.
   */
  boolean candidateReady() {
    return candidate != null && candidate.ready() > 0;
  }

  /**
   * What the team's own requests have shown.
   *
   * @param gate null while the candidate was not asked, or has not answered all of them
   * @param counts of both revisions, asked alike; null before the first
   */
  public record Synthetic(@Nullable Gate gate, @Nullable SyntheticCounts counts) {

    public static final Synthetic NONE = new Synthetic(null, null);
  }

  /**
   * What people, or Belay's doubt in itself, have put between a decision and its effect.
   *
   * @param freeze why nothing new may begin; null when nothing is frozen
   * @param breaker why nothing may be taken back without a person; null when the breaker is closed
   */
  public record Brakes(@Nullable String freeze, @Nullable String breaker) {

    public static final Brakes OFF = new Brakes(null, null);
  }

  /** The instances of one revision. */
  public record Fleet(List<Member> members) {

    public static final Fleet NONE = new Fleet(List.of());

    public Fleet {
      members = List.copyOf(members);
    }

    boolean isEmpty() {
      return members.isEmpty();
    }

    long ready() {
      int ready = 0;
      for (Member member : members) {
        ready += member.health() == Health.READY ? 1 : 0;
      }
      return ready;
    }

    /** Whom probes have proven bad. A process that is gone is not: it is being started again. */
    Optional<Member> firstFailing() {
      for (Member member : members) {
        if (member.health() == Health.FAILING || member.health() == Health.DEAD) {
          return Optional.of(member);
        }
      }
      return Optional.empty();
    }

    /** Whether a process is gone and not yet started again. */
    boolean lostOne() {
      for (Member member : members) {
        if (member.health() == Health.GONE) {
          return true;
        }
      }
      return false;
    }

    /** Whether requests can still be sent there: someone is ready, or has not been probed yet. */
    boolean usable() {
      return members.stream()
          .anyMatch(member -> member.health() == Health.READY || member.health() == Health.UNKNOWN);
    }

    /** Those that can take requests: who is ready, or serves and has not been probed yet. */
    List<Backend> able(List<Backend> inRoute) {
      var able = new ArrayList<Backend>(members.size());
      for (Member member : members) {
        if (member.health() == Health.READY
            || member.health() == Health.UNKNOWN && inRoute.contains(member.backend())) {
          able.add(member.backend());
        }
      }
      return able;
    }

    /** Those that take requests: who is able; failing that, whoever is there. */
    List<Backend> backends(List<Backend> inRoute) {
      List<Backend> able = able(inRoute);
      return able.isEmpty() ? members.stream().map(Member::backend).toList() : able;
    }

    /**
     * Whether everyone's last probe failed, though perhaps not yet as often as it may: of two
     * revisions that lose what both need, one is proven bad before the other.
     */
    boolean troubledSince(Instant time) {
      return members.stream()
          .map(Member::trouble)
          .allMatch(
              trouble -> trouble != null && trouble.at() != null && !trouble.at().isBefore(time));
    }

    /** Whether a probe of anyone here ran out of time lately. */
    boolean timedOutSince(Instant time) {
      return members.stream()
          .map(Member::trouble)
          .anyMatch(trouble ->
              trouble != null
                  && trouble.timedOut()
                  && trouble.at() != null
                  && !trouble.at().isBefore(time));
    }
  }

  /**
   * One instance.
   *
   * @param trouble the last that probes or the process complained of, perhaps over; null if nothing
   * @param since when the present process was started
   * @param ends how often a process of it ended by itself, or was ended because it was ill
   * @param exit how the last of them ended
   * @param steadiness of readiness
   */
  public record Member(
      Backend backend,
      Health health,
      @Nullable Trouble trouble,
      Instant since,
      int ends,
      @Nullable Exit exit,
      Steadiness steadiness) {

    /** Whether nobody knows yet if it will ever be ready. */
    boolean unproven() {
      return health == Health.UNKNOWN || health == Health.STARTING;
    }
  }

  /**
   * What is wrong with an instance.
   *
   * @param probe {@code readiness}, {@code liveness}, {@code startup} or {@code process}
   * @param timedOut whether no complete answer came in time
   * @param at null if nobody knows
   */
  public record Trouble(String probe, String detail, boolean timedOut, @Nullable Instant at) {}

  /** What probes say of an instance. */
  public enum Health {
    READY,
    /** Not probed yet since this control plane, or the process, began. */
    UNKNOWN,
    /** Its startup probe was asked and has not succeeded yet: it can serve nobody. */
    STARTING,
    /** Readiness failed as often in a row as it may. */
    FAILING,
    /** Liveness, or the startup probe, failed as often as it may: only a restart would help. */
    DEAD,
    /** Its process has ended; another is started after a back-off. */
    GONE
  }
}
