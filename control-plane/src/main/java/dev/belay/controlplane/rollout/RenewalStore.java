package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where renewals are kept, the newest {@value #KEPT} of each service. One of a service is under way
 * at most. What a verb has returned survives the end of the process.
 */
interface RenewalStore {

  int KEPT = 200;

  /**
   * Gives the next number.
   *
   * @throws RestartRefusedException while another of the service is under way
   */
  Renewal create(Renewal renewal);

  /**
   * Only for whoever acts.
   *
   * @throws StaleRolloutException for a control plane that was succeeded; nothing is stored
   */
  void save(Renewal renewal, FencingToken token);

  Optional<Renewal> active(ServiceName service);

  /** Newest first. */
  List<Renewal> newest(ServiceName service, int limit);

  /** How many processes were, or are being, replaced by someone since then. */
  int replacedSince(ServiceName service, String by, Instant since);

  /** Whether one of any service is under way. */
  boolean anyUnderWay();
}
