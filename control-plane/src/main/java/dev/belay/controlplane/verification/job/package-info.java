/**
 * How the gates are run: each verification is a Spring Batch job with a step for each gate, in the
 * control plane's own database. Knows no gate by itself. Start at {@link
 * dev.belay.controlplane.verification.job.VerificationJobs}.
 */
@NullMarked
package dev.belay.controlplane.verification.job;

import org.jspecify.annotations.NullMarked;
