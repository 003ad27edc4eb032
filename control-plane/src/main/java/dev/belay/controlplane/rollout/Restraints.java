package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.Observation.Brakes;
import dev.belay.controlplane.safety.Freeze;
import dev.belay.controlplane.safety.Freezes;
import dev.belay.controlplane.safety.KillSwitch;
import org.jspecify.annotations.Nullable;

/** What keeps Belay from acting. Asked at every look, so it must answer in microseconds. */
interface Restraints {

  /** Whether the kill switch is pulled: then nothing at all is decided or done. */
  boolean stopped();

  Brakes brakes(Rollout rollout);

  /** Why nothing new may begin, whatever the rollout; null when nothing is frozen. */
  default @Nullable String freeze(ServiceName service) {
    return null;
  }

  /** Those that people set, and Belay's own doubt. */
  static Restraints of(KillSwitch killSwitch, Freezes freezes, Breaker breaker) {
    return new Restraints() {
      @Override
      public boolean stopped() {
        return killSwitch.pulled();
      }

      @Override
      public @Nullable String freeze(ServiceName service) {
        return freezes.of(service).map(Freeze::summary).orElse(null);
      }

      @Override
      public Brakes brakes(Rollout rollout) {
        Breaker.View view = breaker.view();
        return new Brakes(
            // No freeze holds a way back.
            rollout.undo() ? null : freeze(rollout.service()), view.open() ? view.summary() : null);
      }
    };
  }

  /** Nothing holds Belay back. */
  Restraints NONE =
      new Restraints() {
        @Override
        public boolean stopped() {
          return false;
        }

        @Override
        public Brakes brakes(Rollout rollout) {
          return Brakes.OFF;
        }
      };
}
