package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.util.List;

/**
 * What is there before most stories begin: a revision that was promoted, runs and serves. In one of
 * {@value #WALKED} stories it is released like any other.
 */
final class Given {

  private static final int WALKED = 8;
  private static final FencingToken EARLIER = new FencingToken(1);

  private Given() {}

  static boolean by(Story story) {
    return !story.first() && story.seed() % WALKED != 0;
  }

  static void processes(Simulation world, Revision revision) {
    world.platform().start(revision, EARLIER);
  }

  /** Without a token: this was before any control plane of the story. */
  static Rollout promoted(Simulation world) {
    RolloutStore store = world.anotherStore();
    Rollout created = store.create(Scene.SHOP, id -> Opening.open(world, id));
    return store.save(created.enter(new Promoted(world.now()), world.now(), "given"));
  }

  static void route(Simulation world, Revision revision) {
    List<TrafficSplit.Backend> backends =
        world.platform().observe(Scene.SHOP).stream()
            .filter(each -> each.revision().equals(revision.id()))
            .map(Given::backend)
            .toList();
    world
        .router()
        .apply(
            new TrafficSplit(
                Scene.SHOP, List.of(new TrafficSplit.Arm(revision.id(), Weight.ALL, backends))),
            EARLIER);
  }

  private static TrafficSplit.Backend backend(Instance instance) {
    return new TrafficSplit.Backend(instance.id(), instance.address());
  }
}
