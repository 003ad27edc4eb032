package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.InstanceHealth;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeTrack.LastFailure;
import dev.belay.controlplane.probe.Prober;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Trouble;
import java.time.Duration;
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

  /** Only the rollout gives up a start; a probe plan must not be quicker. */
  private static final ProbePlan STARTING = ProbePlan.local(Duration.ofHours(1));

  /**
   * Whoever is in the route has been ready before, perhaps under an earlier control plane: no
   * startup probe may excuse it now.
   */
  private static final ProbePlan SERVING =
      new ProbePlan(null, STARTING.liveness(), STARTING.readiness());

  private final Prober prober;

  ProbedHealth(Consumer<ServiceName> onChange) {
    this.prober = Prober.start(onChange);
  }

  @Override
  public void watch(ServiceName service, List<Instance> instances, Set<RevisionId> serving) {
    prober.watch(
        service,
        instances.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    instance -> serving.contains(instance.revision()) ? SERVING : STARTING)));
  }

  @Override
  public Map<String, Opinion> opinions() {
    return prober.snapshot().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> opinion(entry.getValue())));
  }

  static Opinion opinion(InstanceHealth health) {
    Trouble trouble = trouble(health);
    if (!health.live()) {
      return new Opinion(Health.FAILING, trouble);
    }
    if (health.ready()) {
      return new Opinion(Health.READY, null);
    }
    boolean lost =
        health.started()
            && health.readiness().failures() >= health.plan().readiness().failureThreshold();
    return new Opinion(lost ? Health.FAILING : Health.UNKNOWN, trouble);
  }

  private static @Nullable Trouble trouble(InstanceHealth health) {
    LastFailure last = health.lastFailure();
    return last == null
        ? null
        : new Trouble(last.probe().name().toLowerCase(Locale.ROOT), last.failure().detail());
  }

  @Override
  public void close() {
    prober.close();
  }
}
