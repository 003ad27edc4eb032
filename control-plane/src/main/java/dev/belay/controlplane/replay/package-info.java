/**
 * What another policy would have done with the releases that were recorded: the decision itself is
 * run again over what was counted then. Changes nothing; knows no platform, no router and no
 * gateway. Start at {@link dev.belay.controlplane.replay.Rehearsal}.
 */
@ApplicationModule(allowedDependencies = {"catalog", "traffic", "probe", "synthetic", "rollout"})
@NullMarked
package dev.belay.controlplane.replay;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
