package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.rollout.Lookout.Sight;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Member;
import dev.belay.controlplane.rollout.Renewal.State;
import dev.belay.controlplane.rollout.Renewal.Target;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step of a {@link Renewal}, as a function of what a look brought: a spare instance first; then
 * each process out of the route, replaced, ready, back in the route; the spare last. The first that
 * does not come back ends it.
 */
final class Renewing {

  private final Renewal renewal;
  private final Revision stable;
  private final Situation seen;
  private final Fleet fleet;

  private Renewing(Renewal renewal, Revision stable, Situation seen, Fleet fleet) {
    this.renewal = renewal;
    this.stable = stable;
    this.seen = seen;
    this.fleet = fleet;
  }

  /**
   * What a look brought.
   *
   * @param underWay whether a rollout is under way
   * @param freeze why nothing new may begin; null when nothing is frozen
   */
  record Situation(
      Instant now,
      @Nullable Revision stable,
      ReleasePolicy policy,
      Sight sight,
      boolean underWay,
      @Nullable String freeze) {}

  /**
   * What comes of it.
   *
   * @param leaving the instance that is to get no requests; null for none
   */
  record Turn(Renewal next, List<Action> actions, @Nullable String leaving) {

    static Turn of(Renewal next) {
      return new Turn(next, List.of(), null);
    }
  }

  static Turn step(Renewal renewal, Situation seen) {
    Revision stable = seen.stable();
    if (renewal.ended()) {
      return Turn.of(renewal);
    }
    if (stable == null || !stable.id().equals(renewal.revision())) {
      return Turn.of(renewal.givenUp("another revision serves now", seen.now()).end(seen.now()));
    }
    if (seen.underWay() && renewal.failure() == null) {
      return Turn.of(renewal.givenUp("a release began", seen.now()));
    }
    Fleet fleet = seen.sight().fleet(stable);
    if (fleet == null || seen.sight().routing() == null) {
      return Turn.of(renewal);
    }
    return new Renewing(renewal, stable, seen, fleet).step();
  }

  private Turn step() {
    return switch (renewal.state()) {
      case GROWING -> grow();
      case REPLACING -> replace();
      case SHRINKING -> shrink();
      case DONE, FAILED -> Turn.of(renewal);
    };
  }

  private Turn grow() {
    if (stable.instances() == Revision.MAX_INSTANCES) {
      return Turn.of(renewal.becoming(State.REPLACING, seen.now(), "there is room for no spare"));
    }
    Member spare = spare().orElse(null);
    if (spare == null) {
      return overdue(startTimeout())
          ? giveUp("the spare instance was not there in time")
          : new Turn(
              renewal.telling("a spare instance starts"),
              List.of(new Action.Start(stable.withInstances(stable.instances() + 1))),
              null);
    }
    if (serves(spare)) {
      return Turn.of(renewal.becoming(State.REPLACING, seen.now(), "the spare instance serves"));
    }
    return awaited(spare, "the spare instance");
  }

  private Turn replace() {
    for (Target target : renewal.targets()) {
      Member member = member(target.instance()).orElse(null);
      boolean old = member != null && member.since().equals(target.processStartedAt());
      if (!old && (member == null || !serves(member))) {
        return member == null ? missing(target) : awaited(member, target.instance());
      }
    }
    return renewal.targets().stream()
        .filter(this::isOld)
        .findFirst()
        .map(this::begin)
        .orElseGet(
            () -> Turn.of(renewal.becoming(State.SHRINKING, seen.now(), "all were replaced")));
  }

  private boolean isOld(Target target) {
    return member(target.instance())
        .filter(member -> member.since().equals(target.processStartedAt()))
        .isPresent();
  }

  private Turn missing(Target target) {
    return overdue(startTimeout().plus(seen.policy().terminationGrace()))
        ? giveUp(target.instance() + " was not there in time after its replacement")
        : Turn.of(renewal.telling(target.instance() + " is being replaced"));
  }

  /** It is not ready yet; or never will be. */
  private Turn awaited(Member member, String who) {
    if (member.health() == Health.GONE
        || member.health() == Health.DEAD
        || member.health() == Health.FAILING) {
      return giveUp(who + " " + words(member));
    }
    return overdue(startTimeout().plus(seen.policy().terminationGrace()))
        ? giveUp(who + " was not ready in time")
        : Turn.of(renewal.telling(who + " is not ready yet"));
  }

  private static String words(Member member) {
    String trouble = member.trouble() == null ? "" : ": " + member.trouble().detail();
    return switch (member.health()) {
      case GONE -> "ended by itself after its start" + trouble;
      case DEAD -> "is dead after its start" + trouble;
      default -> "fails its readiness after its start" + trouble;
    };
  }

  private Turn begin(Target target) {
    boolean begun = target.instance().equals(renewal.current());
    if (!begun && seen.freeze() != null) {
      return overdue(Limits.HELD)
          ? giveUp("frozen for too long: " + seen.freeze())
          : Turn.of(renewal.telling("waits: " + seen.freeze()));
    }
    if (othersReady(target.instance()) == 0) {
      return overdue(startTimeout())
          ? giveUp(
              "nobody else is ready: replacing %s would leave none".formatted(target.instance()))
          : Turn.of(renewal.telling("waits until another instance is ready"));
    }
    Renewal next = renewal.replacing(target.instance(), seen.now());
    if (inRoute(target.instance())) {
      return begun && overdue(Limits.SHIFTING)
          ? giveUp(target.instance() + " did not leave the route in time")
          : new Turn(next, List.of(), target.instance());
    }
    return begun && overdue(startTimeout().plus(seen.policy().terminationGrace()))
        ? giveUp(target.instance() + " did not end in time")
        : new Turn(
            next,
            List.of(
                new Action.Renew(
                    target.instance(),
                    target.processStartedAt(),
                    seen.policy().terminationGrace())),
            target.instance());
  }

  /** Given up, the spare stays for as long as somebody else is missing. */
  private Turn shrink() {
    Member spare = spare().orElse(null);
    if (spare == null) {
      return Turn.of(renewal.end(seen.now()));
    }
    String id = spare.backend().instance();
    boolean allThere = othersReady(id) >= stable.instances();
    if (spare.health() == Health.READY && !allThere) {
      return Turn.of(
          renewal.telling(
              (renewal.failure() == null ? "" : renewal.failure() + "; ")
                  + "the spare instance serves on until the others are ready"));
    }
    return inRoute(id)
        ? new Turn(renewal, List.of(), id)
        : new Turn(renewal, List.of(new Action.Start(stable)), id);
  }

  private Turn giveUp(String why) {
    return Turn.of(renewal.givenUp(why, seen.now()));
  }

  private Optional<Member> spare() {
    return fleet.members().stream()
        .filter(member -> !renewal.members().contains(member.backend().instance()))
        .findFirst();
  }

  private Optional<Member> member(String instance) {
    return fleet.members().stream()
        .filter(member -> member.backend().instance().equals(instance))
        .findFirst();
  }

  private long othersReady(String instance) {
    return fleet.members().stream()
        .filter(member -> !member.backend().instance().equals(instance))
        .filter(member -> member.health() == Health.READY)
        .count();
  }

  private boolean serves(Member member) {
    return member.health() == Health.READY && inRoute(member.backend().instance());
  }

  private boolean inRoute(String instance) {
    var routing = seen.sight().routing();
    return routing != null
        && routing.split().backendsOf(stable.id()).stream()
            .map(Backend::instance)
            .anyMatch(instance::equals);
  }

  private Duration startTimeout() {
    return seen.policy().startTimeout();
  }

  private boolean overdue(Duration limit) {
    return seen.now().isAfter(renewal.since().plus(limit));
  }
}
