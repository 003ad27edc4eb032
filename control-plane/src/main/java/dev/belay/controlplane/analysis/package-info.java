/**
 * Anytime-valid sequential tests on request outcomes: is the canary worse? Owns the evidence of one
 * rollout as a value; must not know where counts come from, what time it is or what is done about a
 * verdict. Pure: {@code java.*} only, no clock, no thread. Start at {@link
 * dev.belay.controlplane.analysis.Judgement}; the mathematics is in {@code docs/analysis.md}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.belay.controlplane.analysis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
