/**
 * What keeps Belay from acting, and who asked for what: freezes, the kill switch, the audit log.
 * Knows nothing of rollouts; they ask it. Start at {@link dev.belay.controlplane.safety.Freezes}.
 */
@ApplicationModule(allowedDependencies = {"catalog"})
@NullMarked
package dev.belay.controlplane.safety;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
