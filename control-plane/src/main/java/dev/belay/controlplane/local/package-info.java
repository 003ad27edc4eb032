/**
 * The local platform: processes on this machine and the gateway, behind the SPIs of {@code
 * platform} and {@code traffic}. Nobody depends on it. What is started lives on without the control
 * plane and is found again by the next one. Start at {@code LocalInfrastructure}.
 */
@ApplicationModule(allowedDependencies = {"catalog", "platform", "traffic"})
@NullMarked
package dev.belay.controlplane.local;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
