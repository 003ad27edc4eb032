package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Exposure;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Inconclusive;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import java.time.Duration;
import java.time.Instant;

/** What the evidence of a rollout comes to at a moment, for people. */
public final class Standing {

  private Standing() {}

  public static Verdict verdict(Rollout rollout, Instant now) {
    Judgement judgement = rollout.evidence().judgement();
    Instant until = rollout.ended() ? rollout.stateSince() : now;
    Instant dataAt = rollout.evidence().dataAt();
    boolean watched = rollout.state() instanceof Observing || rollout.state() instanceof Baking;
    Duration age = watched && dataAt != null ? Duration.between(dataAt, until) : Duration.ZERO;
    boolean timeIsUp =
        rollout.state() instanceof Inconclusive
            || rollout.state() instanceof Held held && held.hold() == Hold.NO_DATA;
    return judgement.verdict(new Exposure(served(rollout, until), age, 1, timeIsUp));
  }

  /** Since the candidate had traffic. */
  private static Duration served(Rollout rollout, Instant until) {
    return rollout.transitions().stream()
        .filter(move -> move.to().equals("Observing") || move.to().equals("Baking"))
        .findFirst()
        .map(move -> Duration.between(move.at(), until))
        .orElse(Duration.ZERO);
  }
}
