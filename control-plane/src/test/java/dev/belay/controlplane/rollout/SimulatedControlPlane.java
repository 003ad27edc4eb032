package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One process of Belay: the real loop over its own view of the world, until it is killed. */
final class SimulatedControlPlane {

  final int number;
  final FencingToken token;
  final SimulatedProbes probes;
  final StoreView store;
  private final Simulation world;
  private final ServiceLoop loop;
  private final List<Errand> errands = new ArrayList<>();

  /** The counts that this look has read; null if none. */
  @Nullable Snapshot counted;

  /** The verb of the operator whom this look obeys; null otherwise. */
  Command.@Nullable Verb commanded;

  /** When it ends though nobody killed it: a predecessor that goes on for a while. */
  @Nullable Instant ends;

  /** Whether what is looked at now is what was seen before. */
  boolean again;

  boolean dead;

  private int looks;

  private record Errand(Instant due, Runnable work) {}

  /**
   * @throws Killed at one of the first steps
   * @throws IllegalStateException if the store does not answer
   */
  SimulatedControlPlane(Simulation world, int number) {
    this.world = world;
    this.number = number;
    this.probes = new SimulatedProbes(world.truth()::answer, world.now());
    this.store = new StoreView(world, this);
    this.token = store.takeOver();
    var platform = new PlatformView(world, this);
    var router = new RouterView(world, this);
    this.loop =
        new ServiceLoop(
            Scene.SHOP,
            store,
            new Lookout(platform, router, new CountsView(world, this), probes),
            new Errands(this::verify, platform, this::later),
            platform,
            router,
            world.restraints(),
            token,
            world.skewedClock(),
            changed -> {},
            failed ->
                world.chronicle().add(world.now(), number, "failed after bake", failed.cause()));
  }

  private List<Finding> verify(Subject subject) {
    world.point(this, "verify");
    return world.truth().findings(subject.candidate().id());
  }

  private void later(Runnable work) {
    if (!world.errandHangs()) {
      errands.add(new Errand(world.now().plus(world.story().errandsTake()), work));
    }
  }

  /** What it does in one turn: probes, errands that have ended, a look. */
  void turn() {
    probes.probe(world.now(), world.skew());
    for (Errand errand : errands.isEmpty() ? errands : List.copyOf(errands)) {
      if (!errand.due().isAfter(world.now())) {
        errands.remove(errand);
        errand.work().run();
      }
    }
    look();
    if (world.faults().on(Happening.What.OBSERVED_TWICE)) {
      again = true;
      try {
        look();
      } finally {
        again = false;
      }
    }
  }

  /** The next errand's end, or its own. */
  Instant nextDue() {
    Instant next = ends == null ? Instant.MAX : ends;
    for (Errand errand : errands) {
      next = Passing.earlier(next, errand.due());
    }
    return next;
  }

  void look() {
    counted = null;
    loop.look();
    looks++;
    world.invariants().looked(this);
  }

  /** Whether it has only just begun: what it found may have been so for long. */
  boolean begins() {
    return looks < 2;
  }

  /** As an operator, who is told when it is refused. */
  void command(Command.Verb verb) {
    counted = null;
    commanded = verb;
    try {
      loop.command(new Command(verb, "operator", ""));
      world.chronicle().add(world.now(), number, "obeyed", verb);
    } catch (RuntimeException refused) {
      world.chronicle().add(world.now(), number, "refused", refused.getMessage());
    } finally {
      commanded = null;
    }
  }

  void adopt(Rollout created) {
    loop.adopt(created);
  }

  @Nullable Rollout current() {
    return loop.current();
  }
}
