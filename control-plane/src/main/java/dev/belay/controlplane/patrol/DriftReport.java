package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs of a service, compared with what is wanted of it.
 *
 * @param at when it was looked at
 * @param revision that is wanted; null where none is
 * @param drifts empty if all is as it is wanted
 * @param ruledOut what a stale configuration is easily taken for, and is not
 * @param wanted tells whether what is wanted has changed; null if it cannot be told
 * @param conduct what becomes of it
 */
public record DriftReport(
    ServiceName service,
    Instant at,
    @Nullable RevisionId revision,
    List<Drift> drifts,
    List<RuledOut> ruledOut,
    @Nullable String wanted,
    Conduct conduct) {

  public DriftReport {
    drifts = List.copyOf(drifts);
    ruledOut = List.copyOf(ruledOut);
  }

  /** Something that is not the cause, and how that is known. */
  public record RuledOut(String what, String why) {}

  /** What the patrol does about it. */
  public record Conduct(State state, String detail) {

    /** In short. */
    public enum State {
      /** All is as it is wanted. */
      NOTHING_TO_DO,
      /** No leave to restart. */
      LEFT_TO_PEOPLE,
      /** There is leave, and something is in the way for now. */
      WAITING,
      RESTARTING,
      /** Restarted within the last hour, and all is as it is wanted. */
      RESTARTED,
      /** A restart went wrong; it is not tried again by itself. */
      GAVE_UP
    }

    static Conduct of(State state, String detail) {
      return new Conduct(state, detail);
    }
  }

  public boolean drifted() {
    return !drifts.isEmpty();
  }

  Optional<Drift> find(Drift.Kind kind) {
    return drifts.stream().filter(drift -> drift.kind() == kind).findFirst();
  }

  DriftReport with(Conduct other) {
    return new DriftReport(service, at, revision, drifts, ruledOut, wanted, other);
  }

  /** Whether it says the same, whenever it was made. */
  boolean saysTheSame(@Nullable DriftReport other) {
    return other != null
        && drifts.equals(other.drifts)
        && conduct.equals(other.conduct)
        && java.util.Objects.equals(revision, other.revision);
  }
}
