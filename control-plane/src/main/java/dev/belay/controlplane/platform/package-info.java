/**
 * Where revisions run: the {@link dev.belay.controlplane.platform.Platform} SPI and the facts it
 * reports. Must not know how a platform works or why a revision is started.
 */
@ApplicationModule(allowedDependencies = {"catalog"})
@NullMarked
package dev.belay.controlplane.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
