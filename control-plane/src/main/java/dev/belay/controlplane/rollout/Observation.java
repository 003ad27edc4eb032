package dev.belay.controlplane.rollout;

import dev.belay.controlplane.platform.Instance.Exit;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.verification.Finding;
import java.time.Instant;
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
 */
public record Observation(
    Instant at,
    @Nullable Fleet candidate,
    @Nullable Fleet stable,
    @Nullable Routing routing,
    @Nullable Snapshot outcomes,
    @Nullable List<Finding> findings,
    @Nullable RunResult migration,
    @Nullable Command command) {

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
      return members.stream().filter(member -> member.health() == Health.READY).count();
    }

    Optional<Member> firstFailing() {
      return members.stream().filter(member -> member.health() == Health.FAILING).findFirst();
    }

    /** Whether requests can still be sent there: someone is ready, or has not been probed yet. */
    boolean usable() {
      return members.stream().anyMatch(member -> member.health() != Health.FAILING);
    }

    /** Those that take requests: who is ready; failing that, whoever is there. */
    List<Backend> backends(List<Backend> inRoute) {
      List<Backend> able =
          members.stream()
              .filter(member ->
                  member.health() == Health.READY
                      || member.health() == Health.UNKNOWN && inRoute.contains(member.backend()))
              .map(Member::backend)
              .toList();
      return able.isEmpty() ? members.stream().map(Member::backend).toList() : able;
    }
  }

  /**
   * One instance.
   *
   * @param trouble what probes or the process last said, for people; null without trouble
   * @param restarts how often it was started again after it ended by itself
   */
  public record Member(
      Backend backend,
      Health health,
      @Nullable Trouble trouble,
      int restarts,
      @Nullable Exit exit) {}

  /**
   * What is wrong with an instance.
   *
   * @param probe {@code readiness}, {@code liveness}, {@code startup} or {@code process}
   */
  public record Trouble(String probe, String detail) {}

  /** What probes say of an instance. */
  public enum Health {
    READY,
    /** Starting, or not probed yet since this control plane began. */
    UNKNOWN,
    /** The failure threshold was reached, or the process is gone. */
    FAILING
  }
}
