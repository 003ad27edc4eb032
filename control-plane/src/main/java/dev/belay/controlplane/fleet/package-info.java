/**
 * Who runs now, as Spring Boot Admin sees it: hosts its server, bounds what may register and is the
 * only reader of its instance events. Must not decide anything. Start at {@link
 * dev.belay.controlplane.fleet.Fleet}.
 */
@ApplicationModule(allowedDependencies = {"catalog"})
@NullMarked
package dev.belay.controlplane.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
