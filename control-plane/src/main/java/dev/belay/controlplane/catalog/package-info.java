/**
 * What may be released: services, revisions, settings, policies. Owns the words that all other
 * modules speak; knows nothing of processes, traffic or time. Start at {@link
 * dev.belay.controlplane.catalog.Revision}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.belay.controlplane.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
