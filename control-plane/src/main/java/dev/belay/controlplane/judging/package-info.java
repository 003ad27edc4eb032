/**
 * The judge for pipelines that move traffic with a tool of their own: they open a judgement, feed
 * it counts and read the verdict. Owns what is open; knows no rollout, no platform and no router.
 * Start at {@link dev.belay.controlplane.judging.Judgements}.
 */
@ApplicationModule(allowedDependencies = {"analysis", "safety"})
@NullMarked
package dev.belay.controlplane.judging;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
