/**
 * Anytime-valid sequential tests on request outcomes. Pure: {@code java.*} only, no clock, no
 * thread. Start at {@link dev.belay.controlplane.analysis.Mixture}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.belay.controlplane.analysis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
