package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.Happening.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps between which a control plane can end: every look at an adapter, and before and after
 * every write and every act.
 */
final class Steps {

  private static final int LOOKS_IN_BETWEEN = 3;

  private final Simulation world;
  private final int killedAt;
  private final List<Armed> armed = new ArrayList<>();
  private Duration overlap = Duration.ZERO;
  private boolean succeeding;
  private int taken;

  /** Something that happens after so many more steps. */
  private static final class Armed {
    private final Happening happening;
    private int left;

    Armed(Happening happening) {
      this.happening = happening;
      this.left = happening.detail();
    }
  }

  /**
   * @param killedAt the step at which the control plane is killed; negative for none
   */
  Steps(Simulation world, int killedAt) {
    this.world = world;
    this.killedAt = killedAt;
  }

  void arm(Happening happening) {
    armed.add(new Armed(happening));
  }

  int taken() {
    return taken;
  }

  /** How long a predecessor goes on. */
  Duration overlap() {
    return overlap;
  }

  void at(SimulatedControlPlane one, String where) {
    if (one.dead) {
      throw new Killed(where);
    }
    if (taken++ == killedAt) {
      end(one, Duration.ZERO, where);
    }
    Happening happening = succeeding ? null : next();
    if (happening == null) {
      return;
    }
    if (happening.what() == What.KILLED) {
      end(one, happening.lasts(), where);
    }
    succeeded(happening, where);
  }

  private void end(SimulatedControlPlane one, Duration down, String where) {
    world.ended(one, down);
    throw new Killed(where);
  }

  private @Nullable Happening next() {
    for (Armed each : armed.isEmpty() ? armed : List.copyOf(armed)) {
      if (each.left-- == 0) {
        armed.remove(each);
        return each.happening;
      }
    }
    return null;
  }

  /** The successor looks before the predecessor's step goes on. */
  private void succeeded(Happening happening, String where) {
    succeeding = true;
    try {
      overlap = happening.lasts();
      world.chronicle().add(world.now(), 0, "succeeded at", where);
      SimulatedControlPlane next = world.succeed();
      for (int i = 0; next != null && i < happening.detail() % (LOOKS_IN_BETWEEN + 1); i++) {
        next.look();
      }
    } finally {
      overlap = Duration.ZERO;
      succeeding = false;
    }
  }
}
