/**
 * Who gets which share of the requests and what became of them: the SPIs {@link
 * dev.belay.controlplane.traffic.TrafficRouter} and {@link
 * dev.belay.controlplane.traffic.RequestOutcomes}. Must not judge outcomes.
 */
@ApplicationModule(allowedDependencies = {"catalog"})
@NullMarked
package dev.belay.controlplane.traffic;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
