/**
 * Goals that write a service's release contract into its artifact and check it. Reads classes,
 * settings and scripts as files; what only the service's own libraries know is asked in a process
 * of its own. Start at {@link dev.belay.build.ContractMojo} and {@link dev.belay.build.CheckMojo}.
 */
@NullMarked
package dev.belay.build;

import org.jspecify.annotations.NullMarked;
