package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Trouble;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What probes say of instances. */
interface HealthSource {

  /** From now on these of the service are probed and no others. */
  void watch(ServiceName service, List<Instance> instances);

  /** By instance id; who is missing has not been probed. */
  Map<String, Opinion> opinions();

  record Opinion(Health health, @Nullable Trouble trouble) {}
}
