package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.Steadiness;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Trouble;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What probes say of instances. */
interface HealthSource extends AutoCloseable {

  /**
   * From now on these of the service are probed and no others.
   *
   * @param serving the revisions that have traffic
   * @param plan how they are probed
   */
  void watch(
      ServiceName service, List<Instance> instances, Set<RevisionId> serving, ProbePlan plan);

  /** By instance id; who is missing has not been probed. */
  Map<String, Opinion> opinions();

  @Override
  void close();

  /**
   * @param trouble the last one, perhaps over
   */
  record Opinion(Health health, @Nullable Trouble trouble, Steadiness steadiness) {

    static final Opinion NONE = new Opinion(Health.UNKNOWN, null, Steadiness.UNKNOWN);
  }
}
