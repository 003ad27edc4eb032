/**
 * Work that is kept as a Spring Batch job: made for one occasion, with a step for each part, in the
 * control plane's own database. Knows nothing of what is done. Start at {@link
 * dev.belay.controlplane.job.OneTimeJobs}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.belay.controlplane.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
