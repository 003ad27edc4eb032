package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Examination;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import dev.belay.controlplane.rollout.Happening.What;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The platform as one control plane reaches it. */
final class PlatformView implements Platform {

  /** Made once: to fill in where it was thrown takes longer than a look. */
  private static final PlatformException UNREACHABLE =
      new PlatformException("The platform cannot be reached (scripted)", null);

  private static final PlatformException SLOW =
      new PlatformException("No answer in time (scripted)", null);

  private final Simulation world;
  private final SimulatedControlPlane me;

  PlatformView(Simulation world, SimulatedControlPlane me) {
    this.world = world;
    this.me = me;
  }

  @Override
  public void start(Revision revision, FencingToken token) {
    act(
        "start " + revision.id().label(),
        () -> {
          world.platform().start(revision, world.token(token));
          world.invariants().started(me, revision);
        });
  }

  @Override
  public void stop(RevisionId revision, Duration grace, FencingToken token) {
    act(
        "stop " + revision.label(),
        () -> {
          world.platform().stop(revision, grace, world.token(token));
          world.invariants().stopped(me, revision);
        });
  }

  @Override
  public void restart(
      String instance, Instant startedAt, Duration grace, Replacement why, FencingToken token) {
    act(
        "restart " + instance,
        () -> {
          boolean itself =
              world.platform().observe(Scene.SHOP).stream()
                  .anyMatch(
                      each -> each.id().equals(instance) && each.startedAt().equals(startedAt));
          world.platform().restart(instance, startedAt, grace, why, world.token(token));
          // What comes late, or twice, for a process that is gone changes nothing.
          if (itself && why == Replacement.ILL) {
            world.invariants().restarted(me, instance);
          }
        });
  }

  private void act(String what, Runnable effect) {
    world.point(me, "act:before");
    reach();
    if (world.faults().on(What.PLATFORM_LOSES_ACTIONS)) {
      world.chronicle().add(world.now(), me.number, "lost", what);
    } else if (world.faults().on(What.PLATFORM_ACTS_LATE)) {
      world.surroundings().later(what, effect);
    } else {
      effect.run();
      world.chronicle().add(world.now(), me.number, "did", what);
      world.surroundings().sometimesAgain("platform", effect);
      if (world.faults().on(What.ACTIONS_DUPLICATED)) {
        world.surroundings().later("again " + what, effect);
      }
    }
    world.point(me, "act:after");
    if (world.faults().on(What.PLATFORM_SLOW)) {
      throw SLOW;
    }
  }

  private void reach() {
    if (world.faults().on(What.PLATFORM_UNREACHABLE)) {
      throw UNREACHABLE;
    }
  }

  @Override
  public List<Instance> observe(ServiceName service) {
    world.point(me, "look:platform");
    reach();
    return world.surroundings().platformSeen(world.faults().on(What.PLATFORM_SLOW));
  }

  @Override
  public Optional<Examination> examine(String instance) {
    reach();
    return world.platform().examine(instance);
  }

  @Override
  public RunResult runOnce(RunSpec spec, FencingToken token) {
    world.point(me, "act:before");
    reach();
    RunResult result = world.platform().runOnce(spec, world.token(token));
    world.invariants().migrated(me, spec.revision().id(), result);
    world.point(me, "act:after");
    return result;
  }
}
