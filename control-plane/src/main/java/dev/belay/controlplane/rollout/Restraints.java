package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.Observation.Brakes;

/** What keeps Belay from acting. Asked at every look, so it must answer in microseconds. */
interface Restraints {

  /** Whether the kill switch is pulled: then nothing at all is decided or done. */
  boolean stopped();

  Brakes brakes(ServiceName service);

  /** Nothing holds Belay back. */
  Restraints NONE =
      new Restraints() {
        @Override
        public boolean stopped() {
          return false;
        }

        @Override
        public Brakes brakes(ServiceName service) {
          return Brakes.OFF;
        }
      };
}
