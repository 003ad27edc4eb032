package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.Happening.What;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficException;
import java.util.function.Consumer;

/** The counts as one control plane reaches them. */
final class CountsView implements RequestOutcomes {

  private static final TrafficException UNREADABLE =
      new TrafficException("The counts cannot be read (scripted)", null);

  private final Simulation world;
  private final SimulatedControlPlane me;

  CountsView(Simulation world, SimulatedControlPlane me) {
    this.world = world;
    this.me = me;
  }

  @Override
  public Snapshot read(ServiceName service) {
    me.counted = null;
    world.point(me, "look:counts");
    if (world.faults().on(What.COUNTS_UNREADABLE)) {
      throw UNREADABLE;
    }
    me.counted = world.users().published(world.faults().on(What.COUNTS_FROZEN) || me.again);
    return me.counted;
  }

  @Override
  public Subscription onFailure(Consumer<Failure> listener) {
    throw new UnsupportedOperationException("the simulation looks by itself");
  }
}
