package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.InstanceHealth;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeResult;
import dev.belay.controlplane.probe.ProbeTrack.LastFailure;
import dev.belay.controlplane.probe.Prober;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opinions from probes. */
final class ProbedHealth implements HealthSource {

  private final Prober prober;
  private final Instant since = Instant.now();

  ProbedHealth(Consumer<ServiceName> onChange) {
    this.prober = Prober.start(onChange);
  }

  @Override
  public void watch(
      ServiceName service, List<Instance> instances, Set<RevisionId> serving, ProbePlan plan) {
    prober.watch(
        service,
        instances.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    instance ->
                        plan(plan, instance, serving.contains(instance.revision()), since))));
  }

  /**
   * A process in the route that an earlier control plane started has been ready before: no startup
   * probe may excuse it now. One that took the place of another is given its time to start, as
   * everywhere; without it each would be replaced while it starts, for ever.
   */
  static ProbePlan plan(ProbePlan plan, Instance instance, boolean serving, Instant since) {
    boolean adopted = instance.startedAt().isBefore(since);
    return serving && adopted ? new ProbePlan(null, plan.liveness(), plan.readiness()) : plan;
  }

  @Override
  public Map<String, Opinion> opinions() {
    return prober.snapshot().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> opinion(entry.getValue())));
  }

  static Opinion opinion(InstanceHealth health) {
    return new Opinion(verdict(health), trouble(health), health.steadiness());
  }

  private static Health verdict(InstanceHealth health) {
    if (!health.live() || health.startupFailed()) {
      return Health.DEAD;
    }
    if (health.ready()) {
      return Health.READY;
    }
    boolean lost =
        health.started()
            && health.readiness().failures() >= health.plan().readiness().failureThreshold();
    if (lost) {
      return Health.FAILING;
    }
    return !health.started() && health.known() ? Health.STARTING : Health.UNKNOWN;
  }

  /** What decides comes first: a dead process also fails its readiness, but later. */
  private static @Nullable Trouble trouble(InstanceHealth health) {
    LastFailure last = health.live() ? health.lastFailure() : health.liveness().lastFailure();
    return last == null
        ? null
        : new Trouble(
            last.probe().name().toLowerCase(Locale.ROOT),
            last.failure().detail(),
            last.failure().kind() == ProbeResult.Failure.Kind.TIMEOUT,
            last.at());
  }

  @Override
  public void close() {
    prober.close();
  }
}
