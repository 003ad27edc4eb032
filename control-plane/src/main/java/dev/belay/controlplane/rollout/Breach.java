package dev.belay.controlplane.rollout;

import dev.belay.controlplane.platform.Instance.Exit;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Member;
import dev.belay.controlplane.rollout.Safeguards.Flapping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Is there, in what was seen, a reason to take the candidate back? */
final class Breach {

  static final String SHARE_OF_TIME = "shareOfTime";

  private Breach() {}

  /** What the judge has found in users' requests, then crash loops, then probes. */
  static Optional<Cause> find(Rollout rollout, Observation seen) {
    return Regression.of(rollout, seen)
        .or(() -> SyntheticEvidence.regression(rollout))
        .or(() -> crashLoop(rollout, seen))
        .or(() -> SyntheticGate.failed(rollout, seen))
        .or(() ->
            rollout.state() instanceof RolloutState.Starting
                ? Optional.empty()
                : probes(seen).or(() -> flapping(rollout, seen)).or(() -> stuck(rollout, seen)));
  }

  /** When the rule was met: with the probe's answer that was one too many, else now. */
  static Instant metAt(Cause cause, Observation seen) {
    boolean byAnswers =
        cause.type().equals(Cause.PROBE_FAILED) && !cause.detail().containsKey(SHARE_OF_TIME);
    return members(seen).stream()
        .filter(member -> byAnswers)
        .filter(member -> member.backend().instance().equals(cause.detail().get("instance")))
        .map(Member::trouble)
        .map(trouble -> trouble == null ? null : trouble.at())
        .filter(at -> at != null && at.isBefore(seen.at()))
        .findFirst()
        .orElse(seen.at());
  }

  private static Optional<Cause> crashLoop(Rollout rollout, Observation seen) {
    int loop = rollout.policy().safeguards().crashLoopRestarts();
    for (Member member : members(seen)) {
      if (member.ends() >= loop) {
        String words =
            "%s ended by itself %d times%s"
                .formatted(member.backend().instance(), member.ends(), exitWords(member.exit()));
        return Optional.of(new Cause("CrashLoop", words, exitDetail(member)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Cause> probes(Observation seen) {
    Fleet fleet = seen.candidate();
    return fleet == null
        ? Optional.empty()
        : fleet
            .firstFailing()
            .map(member -> {
              Observation.Trouble trouble = member.trouble();
              String probe = trouble == null ? "readiness" : trouble.probe();
              String detail = trouble == null ? "" : trouble.detail();
              return new Cause(
                  Cause.PROBE_FAILED,
                  "%s: %s failed: %s".formatted(member.backend().instance(), probe, detail),
                  Map.of(
                      "instance",
                      member.backend().instance(),
                      "probe",
                      probe,
                      "saw",
                      detail,
                      "timedOut",
                      String.valueOf(trouble != null && trouble.timedOut())));
            });
  }

  /** By share of time, so that a success now and then excuses nothing. */
  private static Optional<Cause> flapping(Rollout rollout, Observation seen) {
    Flapping limit = rollout.policy().safeguards().flapping();
    for (Member member : members(seen)) {
      double share = unreadyShare(member, limit);
      if (share >= limit.share() && share > 2 * unreadyShare(seen.stable(), limit)) {
        return Optional.of(unsteady(member, limit));
      }
    }
    return Optional.empty();
  }

  private static Cause unsteady(Member member, Flapping limit) {
    String share = Math.round(100 * unreadyShare(member, limit)) + " %";
    String window = Words.of(member.steadiness().seen(limit.window()));
    return new Cause(
        Cause.PROBE_FAILED,
        "%s: readiness failed for %s of the last %s"
            .formatted(member.backend().instance(), share, window),
        Map.of(
            "instance",
            member.backend().instance(),
            "probe",
            "readiness",
            "saw",
            member.trouble() == null ? "" : member.trouble().detail(),
            SHARE_OF_TIME,
            share,
            "window",
            window));
  }

  /** Of whoever is worst. */
  private static double unreadyShare(@Nullable Fleet fleet, Flapping limit) {
    double most = 0;
    for (Member member : fleet == null ? List.<Member>of() : fleet.members()) {
      most = Math.max(most, unreadyShare(member, limit));
    }
    return most;
  }

  /** 0 until enough was seen to speak of a share. */
  private static double unreadyShare(Member member, Flapping limit) {
    Duration enough = limit.window().dividedBy(Limits.STEADINESS_SEEN);
    return member.steadiness().seen(limit.window()).compareTo(enough) < 0
        ? 0
        : member.steadiness().failingShare(limit.window());
  }

  /** Everyone who serves is proven bad: then, and only then, is a promoted revision given up. */
  static Optional<Cause> afterBake(Rollout promoted, @Nullable Fleet fleet) {
    if (fleet == null || fleet.isEmpty() || fleet.usable()) {
      return Optional.empty();
    }
    int loop = promoted.policy().crashLoopRestarts();
    return fleet.members().stream()
        .filter(member -> member.health() != Observation.Health.GONE || member.ends() >= loop)
        .findFirst()
        .map(member -> {
          String saw = member.trouble() == null ? "" : member.trouble().detail();
          return new Cause(
              member.health() == Observation.Health.GONE ? "CrashLoop" : Cause.PROBE_FAILED,
              "%s serves nobody: %s".formatted(promoted.id().label(), saw),
              exitDetail(member));
        });
  }

  /** A process that was started again gets the time of a start, not that of the whole rollout. */
  private static Optional<Cause> stuck(Rollout rollout, Observation seen) {
    for (Member member : members(seen)) {
      boolean startsAgain = member.ends() > 0 && member.unproven();
      if (startsAgain
          && !seen.at().isBefore(member.since().plus(rollout.policy().startTimeout()))) {
        return Optional.of(neverReady(rollout, seen));
      }
    }
    return Optional.empty();
  }

  /** The cause when the candidate was given its time and never became ready. */
  static Cause neverReady(Rollout rollout, Observation seen) {
    String last =
        members(seen).stream()
            .map(member ->
                member.exit() != null
                    ? "the process ended" + exitWords(member.exit())
                    : member.trouble() == null ? "it was never asked" : member.trouble().detail())
            .findFirst()
            .orElse("no instance was there");
    return new Cause(
        "NeverReady",
        "%s was not ready within %s: %s"
            .formatted(rollout.id().label(), Words.of(rollout.policy().startTimeout()), last),
        members(seen).stream().findFirst().map(Breach::exitDetail).orElse(Map.of()));
  }

  private static List<Member> members(Observation seen) {
    return seen.candidate() == null ? List.of() : seen.candidate().members();
  }

  private static String exitWords(@Nullable Exit exit) {
    return exit == null
        ? ""
        : exit.code() == null ? ", exit code unknown" : ", exit code " + exit.code();
  }

  private static Map<String, String> exitDetail(Member member) {
    Exit exit = member.exit();
    var detail = new TreeMap<String, String>();
    detail.put("instance", member.backend().instance());
    if (exit != null) {
      detail.put("exitCode", exit.code() == null ? "unknown" : String.valueOf(exit.code()));
      detail.put("lastLines", exit.lastLines());
    }
    return detail;
  }
}
