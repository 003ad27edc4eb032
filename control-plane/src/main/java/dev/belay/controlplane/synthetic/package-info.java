/**
 * The team's own requests to a service: what they are, where their files are kept, asking an
 * instance and reading its answer. Owns the rate and the bounds; must not judge what the answers
 * mean for a release. Start at {@link dev.belay.controlplane.synthetic.SyntheticRequest}.
 */
@ApplicationModule(allowedDependencies = {"catalog", "traffic", "probe"})
@NullMarked
package dev.belay.controlplane.synthetic;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
