/**
 * What instances tell of themselves: the counters of their actuator, as a second source of what
 * became of users' requests. Owns asking them and adding up what they say; must not judge it. Start
 * at {@link dev.belay.controlplane.telemetry.Ledger}, the pure part.
 */
@ApplicationModule(allowedDependencies = {"catalog", "platform", "traffic", "probe"})
@NullMarked
package dev.belay.controlplane.telemetry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
