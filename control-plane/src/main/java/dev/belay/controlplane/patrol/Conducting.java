package dev.belay.controlplane.patrol;

import dev.belay.controlplane.patrol.DriftReport.Conduct;
import dev.belay.controlplane.patrol.DriftReport.Conduct.State;
import dev.belay.controlplane.rollout.PatrolLeave;
import dev.belay.controlplane.rollout.Renewal;
import dev.belay.controlplane.rollout.Safeguards;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the patrol may do about a report, as a function of what it knows. */
final class Conducting {

  /** Who restarts without a person. */
  static final String BELAY = "belay";

  private Conducting() {}

  /**
   * What it knows.
   *
   * @param killed whether the kill switch is pulled
   * @param freeze why nothing new may begin; null when nothing is frozen
   * @param underWay whether a rollout of the service is under way
   * @param newest the service's newest renewal; null before the first
   * @param elsewhere whether processes of another service are being replaced
   * @param steady whether the patrol before has seen the same to be wanted
   * @param usedInTheLastHour how many processes the patrol has had replaced
   */
  record Situation(
      PatrolLeave leave,
      Safeguards.Mode mode,
      boolean killed,
      @Nullable String freeze,
      boolean underWay,
      @Nullable Renewal newest,
      boolean elsewhere,
      boolean steady,
      int usedInTheLastHour,
      Instant hourAgo) {}

  /**
   * What comes of it.
   *
   * @param restart the instances to be restarted now; empty for none
   */
  record Outcome(Conduct conduct, List<String> restart) {
    private static Outcome of(State state, String detail) {
      return new Outcome(new Conduct(state, detail), List.of());
    }
  }

  static Outcome of(DriftReport report, Situation seen) {
    Renewal newest = seen.newest();
    if (newest != null && !newest.ended()) {
      return newest.failure() == null
          ? Outcome.of(State.RESTARTING, newest.detail())
          : Outcome.of(State.GAVE_UP, newest.detail());
    }
    Drift stale = report.find(Drift.Kind.STALE_CONFIGURATION).orElse(null);
    if (stale == null) {
      return atRest(newest, seen.hourAgo());
    }
    if (!seen.leave().restart()) {
      return Outcome.of(
          State.LEFT_TO_PEOPLE,
          "the policy gives no leave to restart (spec.patrol.restart): ./belay restart %s"
              .formatted(report.service()));
    }
    if (seen.mode() != Safeguards.Mode.ACT) {
      return Outcome.of(
          State.LEFT_TO_PEOPLE, "only mode act restarts anything by itself (spec.mode)");
    }
    if (report.find(Drift.Kind.WANTED_UNKNOWN).isPresent()) {
      return Outcome.of(
          State.LEFT_TO_PEOPLE, "what is wanted cannot be told: nothing would start again");
    }
    if (failedWithTheSame(report, newest)) {
      return Outcome.of(
          State.GAVE_UP,
          "the last restart went wrong and is not tried again with the same settings: "
              + (newest == null ? "" : newest.detail()));
    }
    String waits = waits(seen);
    if (waits != null) {
      return Outcome.of(State.WAITING, waits);
    }
    int left = seen.leave().restartsPerHour() - seen.usedInTheLastHour();
    List<String> instances = stale.instances().stream().limit(left).toList();
    return new Outcome(
        Conduct.of(State.RESTARTING, "restarting " + String.join(", ", instances)), instances);
  }

  private static Outcome atRest(@Nullable Renewal newest, Instant hourAgo) {
    return newest != null
            && newest.by().equals(BELAY)
            && newest.state() == Renewal.State.DONE
            && newest.since().isAfter(hourAgo)
        ? Outcome.of(State.RESTARTED, newest.detail() + " at " + newest.since())
        : Outcome.of(State.NOTHING_TO_DO, "");
  }

  private static boolean failedWithTheSame(DriftReport report, @Nullable Renewal newest) {
    return newest != null
        && newest.state() == Renewal.State.FAILED
        && report.wanted() != null
        && report.wanted().equals(newest.wanted());
  }

  private static @Nullable String waits(Situation seen) {
    if (seen.killed()) {
      return "the kill switch is pulled";
    }
    if (seen.freeze() != null) {
      return seen.freeze();
    }
    if (seen.underWay()) {
      return "a rollout is under way";
    }
    if (seen.elsewhere()) {
      return "processes of another service are being replaced";
    }
    if (!seen.steady()) {
      return "what is wanted has changed just now";
    }
    return seen.usedInTheLastHour() >= seen.leave().restartsPerHour()
        ? "%d restarts in the last hour; that is the limit (spec.patrol.restartsPerHour)"
            .formatted(seen.usedInTheLastHour())
        : null;
  }
}
