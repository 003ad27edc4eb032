package dev.belay.controlplane.traffic;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;

/**
 * Gives revisions their share of the requests. Implementations pass {@code TrafficRouterTck}.
 *
 * <p>{@link TrafficException} means that the router could not be asked; the split in force is then
 * unknown.
 */
public interface TrafficRouter {

  /** The split in force, read from the router itself and not from memory. */
  Routing read(ServiceName service);

  /**
   * Puts a split into force and returns when every new request follows it. Idempotent: the same
   * split again changes nothing. A change of backends alone keeps the weight epoch.
   *
   * @throws StaleFencingTokenException if a higher token was seen; nothing was changed
   */
  Routing apply(TrafficSplit split, FencingToken token);

  /**
   * Says that a control plane is there: the lease of the service's split, if it has one, begins
   * anew. So does {@link #apply}; {@link #read} does not.
   *
   * @throws StaleFencingTokenException if a higher token was seen; the lease goes on ending
   */
  void renew(ServiceName service, FencingToken token);

  /**
   * What a router says.
   *
   * @param weightEpoch grows by one with each change of a weight; requests are counted under the
   *     epoch in which they were routed
   * @param leaseExpired whether the router has gone to the lease's revision by itself; the next
   *     {@link #apply} ends that
   */
  record Routing(TrafficSplit split, long weightEpoch, boolean leaseExpired) {

    public Routing(TrafficSplit split, long weightEpoch) {
      this(split, weightEpoch, false);
    }
  }
}
