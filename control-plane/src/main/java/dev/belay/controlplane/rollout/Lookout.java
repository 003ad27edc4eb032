package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.rollout.HealthSource.Opinion;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Member;
import dev.belay.controlplane.rollout.Observation.Trouble;
import dev.belay.controlplane.rollout.Safeguards.CountedBy;
import dev.belay.controlplane.traffic.InstanceCounts;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficException;
import dev.belay.controlplane.traffic.TrafficRouter;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.traffic.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the world through the SPIs. What cannot be seen is left out, never guessed. */
class Lookout {

  private static final Logger log = LoggerFactory.getLogger(Lookout.class);

  private final Platform platform;
  private final TrafficRouter router;
  private final RequestOutcomes outcomes;
  private final InstanceCounts instanceCounts;
  private final HealthSource health;

  /** Where instances are not asked for their counts. */
  Lookout(Platform platform, TrafficRouter router, RequestOutcomes outcomes, HealthSource health) {
    this(platform, router, outcomes, InstanceCounts.NONE, health);
  }

  Lookout(
      Platform platform,
      TrafficRouter router,
      RequestOutcomes outcomes,
      InstanceCounts instanceCounts,
      HealthSource health) {
    this.instanceCounts = instanceCounts;
    this.platform = platform;
    this.router = router;
    this.outcomes = outcomes;
    this.health = health;
  }

  /** What was seen of one service. */
  record Sight(
      @Nullable List<Instance> instances,
      Map<String, Opinion> opinions,
      TrafficRouter.@Nullable Routing routing,
      RequestOutcomes.@Nullable Snapshot outcomes) {

    @Nullable Fleet fleet(@Nullable Revision revision) {
      if (instances == null || revision == null) {
        return null;
      }
      var members = new ArrayList<Member>();
      for (Instance each : instances) {
        if (each.revision().equals(revision.id()) && each.phase() != Instance.Phase.STOPPING) {
          members.add(member(each));
        }
      }
      return new Fleet(members);
    }

    /** As if an instance were not there; all of it where none is named. */
    Sight without(@Nullable String instance) {
      return instance == null || instances == null
          ? this
          : new Sight(
              instances.stream().filter(each -> !each.id().equals(instance)).toList(),
              opinions,
              routing,
              outcomes);
    }

    Sighting forPeople() {
      var weights = new HashMap<RevisionId, Weight>();
      if (routing != null) {
        routing.split().arms().forEach(arm -> weights.put(arm.revision(), arm.weight()));
      }
      var ready = new HashMap<RevisionId, Integer>();
      if (instances != null) {
        for (Instance instance : instances) {
          boolean answers = member(instance).health() == Health.READY;
          ready.merge(instance.revision(), answers ? 1 : 0, Integer::sum);
        }
      }
      return new Sighting(weights, ready);
    }

    private Member member(Instance instance) {
      Opinion opinion = opinions.getOrDefault(instance.id(), Opinion.NONE);
      boolean gone = instance.phase() == Instance.Phase.BACKING_OFF;
      return new Member(
          new Backend(instance.id(), instance.address()),
          gone ? Health.GONE : opinion.health(),
          gone ? ended(instance.lastExit()) : opinion.trouble(),
          instance.startedAt(),
          instance.restarts() + (gone ? 1 : 0),
          instance.lastExit(),
          opinion.steadiness());
    }

    private static Trouble ended(Instance.@Nullable Exit exit) {
      return new Trouble(
          "process", "it ended" + code(exit), false, exit == null ? null : exit.at());
    }

    private static String code(Instance.@Nullable Exit exit) {
      return exit == null || exit.code() == null ? "" : " with exit code " + exit.code();
    }
  }

  Sight look(ServiceName service, boolean countsWanted, ProbePlan plan, CountedBy by) {
    // First the counts, then who is there: whoever's end made requests fail is seen to be gone.
    RequestOutcomes.Snapshot counts =
        countsWanted ? seen("counts", service, () -> source(by, plan).read(service)) : null;
    List<Instance> instances = seen("platform", service, () -> platform.observe(service));
    TrafficRouter.Routing routing = seen("router", service, () -> router.read(service));
    if (instances != null) {
      health.watch(service, instances, serving(routing), plan);
    }
    return new Sight(instances, health.opinions(), routing, counts);
  }

  private RequestOutcomes source(CountedBy by, ProbePlan plan) {
    return switch (by) {
      case GATEWAY -> outcomes;
      case ACTUATOR -> instanceCounts.without(paths(plan));
    };
  }

  private static Set<String> paths(ProbePlan plan) {
    return Stream.of(plan.startup(), plan.liveness(), plan.readiness())
        .flatMap(Stream::ofNullable)
        .map(probe -> probe.path().replaceFirst("\\?.*", ""))
        .collect(Collectors.toSet());
  }

  private static Set<RevisionId> serving(TrafficRouter.@Nullable Routing routing) {
    var serving = new HashSet<RevisionId>();
    if (routing != null) {
      for (TrafficSplit.Arm arm : routing.split().arms()) {
        if (!arm.weight().equals(Weight.ZERO)) {
          serving.add(arm.revision());
        }
      }
    }
    return serving;
  }

  private static <T> @Nullable T seen(String what, ServiceName service, Supplier<T> look) {
    try {
      return look.get();
    } catch (PlatformException | TrafficException e) {
      log.warn("{}: the {} could not be asked: {}", service, what, e.getMessage());
      return null;
    }
  }
}
