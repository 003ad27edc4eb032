/**
 * Who runs now, as Spring Boot Admin sees it: the only reader of its instance events. Must not
 * decide anything.
 */
@ApplicationModule(allowedDependencies = {"catalog"})
@NullMarked
package dev.belay.controlplane.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
