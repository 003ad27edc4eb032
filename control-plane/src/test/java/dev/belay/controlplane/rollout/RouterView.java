package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.Happening.What;
import dev.belay.controlplane.traffic.TrafficException;
import dev.belay.controlplane.traffic.TrafficRouter;
import dev.belay.controlplane.traffic.TrafficSplit;

/** The router as one control plane reaches it. */
final class RouterView implements TrafficRouter {

  private static final TrafficException UNREACHABLE =
      new TrafficException("The router cannot be reached (scripted)", null);

  private static final TrafficException LATE =
      new TrafficException("No answer in time (scripted)", null);

  private final Simulation world;
  private final SimulatedControlPlane me;

  RouterView(Simulation world, SimulatedControlPlane me) {
    this.world = world;
    this.me = me;
  }

  @Override
  public Routing read(ServiceName service) {
    world.point(me, "look:router");
    reach();
    return world.router().read(service);
  }

  @Override
  public Routing apply(TrafficSplit split, FencingToken token) {
    world.point(me, "act:before");
    reach();
    Routing before = world.router().read(split.service());
    String words = Tending.words(split);
    if (world.faults().on(What.ROUTER_DEAF)) {
      world.chronicle().add(world.now(), me.number, "lost", words);
      return before;
    }
    if (world.faults().on(What.ROUTER_ACTS_LATE)) {
      world.surroundings().later(words, () -> set(split, token));
      throw LATE;
    }
    Rollout rollout = world.newest();
    if (rollout == null || world.mutant().sets(before.split(), split, rollout)) {
      set(split, token);
      world.invariants().weighed(me, before.split(), split);
      world.surroundings().sometimesAgain("router", () -> set(split, token));
      if (world.faults().on(What.ACTIONS_DUPLICATED)) {
        world.surroundings().later("again " + words, () -> set(split, token));
      }
    }
    world.point(me, "act:after");
    return world.router().read(split.service());
  }

  @Override
  public void renew(ServiceName service, FencingToken token) {
    reach();
    world.router().renew(service, world.token(token));
  }

  private void set(TrafficSplit split, FencingToken token) {
    world.router().apply(split, world.token(token));
    world.chronicle().add(world.now(), me.number, "weights", Tending.words(split));
  }

  private void reach() {
    if (world.faults().on(What.ROUTER_UNREACHABLE)) {
      throw UNREACHABLE;
    }
  }
}
