package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.InstanceHealth;
import dev.belay.controlplane.probe.ProbeKind;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One control plane's probes: the real counting of results, asked once a second of virtual time. A
 * new control plane knows nothing.
 */
final class SimulatedProbes implements HealthSource {

  private static final ProbeKind[] KINDS = ProbeKind.values();
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

  /** What an instance would answer. */
  interface Answers {
    ProbeResult answer(Instance instance, ProbeKind kind);
  }

  private final Answers answers;
  private final Instant since;
  private final Map<String, Watched> watched = new TreeMap<>();
  private @Nullable Map<String, Opinion> opinions;
  private @Nullable List<Instance> seen;
  private @Nullable Set<RevisionId> seenServing;
  private @Nullable ProbePlan seenPlan;

  private final class Watched {
    private Instance instance;
    private InstanceHealth health;
    private Instant due = Instant.MIN;

    private @Nullable Opinion opinion;

    Watched(Instance instance, InstanceHealth health) {
      this.instance = instance;
      this.health = health;
    }

    void is(InstanceHealth next) {
      if (next != health) {
        health = next;
        opinion = null;
        opinions = null;
      }
    }

    Opinion opinion() {
      Opinion known = opinion;
      if (known == null) {
        known = ProbedHealth.opinion(health);
        opinion = known;
      }
      return known;
    }
  }

  /**
   * @param since when this control plane began
   */
  SimulatedProbes(Answers answers, Instant since) {
    this.answers = answers;
    this.since = since;
  }

  @Override
  public void watch(
      ServiceName service, List<Instance> instances, Set<RevisionId> serving, ProbePlan plan) {
    if (instances.equals(seen) && serving.equals(seenServing) && plan.equals(seenPlan)) {
      return;
    }
    seen = instances;
    seenServing = serving;
    seenPlan = plan;
    opinions = null;
    watched.keySet().retainAll(instances.stream().map(Instance::id).toList());
    for (Instance instance : instances) {
      ProbePlan own =
          ProbedHealth.plan(plan, instance, serving.contains(instance.revision()), since);
      Watched known = watched.get(instance.id());
      if (known == null || !sameProcess(known.instance, instance)) {
        watched.put(instance.id(), new Watched(instance, InstanceHealth.unknown(instance, own)));
      } else {
        known.instance = instance;
        known.is(under(known.health, own));
      }
    }
  }

  private static boolean sameProcess(Instance one, Instance other) {
    return one.startedAt().equals(other.startedAt()) && one.phase() == other.phase();
  }

  private static InstanceHealth under(InstanceHealth health, ProbePlan plan) {
    if (health.plan().equals(plan)) {
      return health;
    }
    Instant up =
        health.startedUpAt() == null && plan.startup() == null
            ? health.processStartedAt()
            : health.startedUpAt();
    return new InstanceHealth(
        health.instance(),
        health.processStartedAt(),
        plan,
        health.startup(),
        health.liveness(),
        health.readiness(),
        health.steadiness(),
        up);
  }

  /**
   * Makes the probes that are due.
   *
   * @param skew of the clock by which their answers are dated
   */
  void probe(Instant now, Duration skew) {
    for (Watched each : watched.values()) {
      if (each.instance.phase() == Instance.Phase.RUNNING && !now.isBefore(each.due)) {
        Instant at = each.due.isBefore(now.minus(LONGEST_TURN)) ? now : each.due;
        for (; !at.isAfter(now); at = at.plus(PERIOD)) {
          ask(each, at.plus(skew));
        }
        each.due = at;
      }
    }
  }

  private void ask(Watched each, Instant at) {
    for (ProbeKind kind : KINDS) {
      each.is(each.health.observe(kind, answers.answer(each.instance, kind), at));
    }
  }

  @Override
  public Map<String, Opinion> opinions() {
    Map<String, Opinion> known = opinions;
    if (known == null) {
      known = new HashMap<>();
      for (Map.Entry<String, Watched> each : watched.entrySet()) {
        known.put(each.getKey(), each.getValue().opinion());
      }
      opinions = known;
    }
    return known;
  }

  Opinion opinion(String instance) {
    Watched known = watched.get(instance);
    return known == null ? Opinion.NONE : known.opinion();
  }

  Observation.Health health(String instance) {
    return opinion(instance).health();
  }

  /** Another number when somebody's health is another, or begins to be. */
  int fingerprint() {
    int sum = 0;
    for (Watched each : watched.values()) {
      boolean failing = each.health.readiness().failures() + each.health.liveness().failures() > 0;
      sum = 31 * sum + 2 * each.opinion().health().ordinal() + (failing ? 2 : 1);
    }
    return sum;
  }

  @Override
  public void close() {
    watched.clear();
  }
}
