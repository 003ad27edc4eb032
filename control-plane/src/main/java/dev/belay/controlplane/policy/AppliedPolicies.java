package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.ServiceName;
import java.util.Optional;

/** Where the last applied document of each service is kept. What was put survives a crash. */
interface AppliedPolicies {

  Optional<AppliedPolicy> find(ServiceName service);

  /**
   * Takes the place of the one before; joins the transaction under way, if there is one.
   *
   * @return what was put
   */
  AppliedPolicy put(AppliedPolicy applied);
}
