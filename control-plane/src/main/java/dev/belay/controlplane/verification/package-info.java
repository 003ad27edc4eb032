/**
 * Gates before traffic. Owns findings (what, evidence, rule, remedy); must not start a revision
 * that serves.
 */
@ApplicationModule(allowedDependencies = {"catalog", "platform", "job"})
@NullMarked
package dev.belay.controlplane.verification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
