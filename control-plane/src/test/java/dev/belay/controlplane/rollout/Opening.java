package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The record of a release that begins in a story. */
final class Opening {

  private Opening() {}

  private static Digest digest(Story story, RevisionId id) {
    boolean again = story.repeats() && id.number() > story.firstCandidate();
    return new Digest("%064x".formatted(again ? story.firstCandidate() : id.number()));
  }

  static Rollout open(Simulation world, RevisionId id) {
    Story story = world.story();
    Revision stable = world.stable();
    Instant now = world.now();
    boolean given = id.number() < story.firstCandidate();
    int instances = given ? story.stableInstances() : story.instances();
    ReleasePolicy policy =
        given
            ? ReleasePolicy.proven(Duration.ofMinutes(1))
            : stable == null ? story.policy().asProven() : story.policy();
    Revision like = Scene.CANDIDATE;
    world.truth().script(id);
    return new Rollout(
        new Revision(
            id,
            like.artifact(),
            digest(story, id),
            like.settings(),
            instances,
            like.secrets(),
            like.memoryMegabytes(),
            like.migratesItself()),
        stable,
        policy,
        false,
        "operator",
        "",
        now,
        new RolloutState.Verifying(now.plus(Limits.VERIFYING)),
        now,
        null,
        Evidence.open(policy, stable != null && policy.besideStable()),
        List.of(),
        List.of(),
        List.of(),
        0);
  }

  /** The same rollout under another policy. */
  static Rollout under(Rollout like, ReleasePolicy policy) {
    return new Rollout(
        like.candidate(),
        like.stable(),
        policy,
        like.undo(),
        like.startedBy(),
        like.reason(),
        like.startedAt(),
        like.state(),
        like.stateSince(),
        like.breachAt(),
        like.evidence(),
        like.findings(),
        like.withheld(),
        like.transitions(),
        like.version());
  }
}
