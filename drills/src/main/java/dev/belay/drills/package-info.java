/**
 * Releases revisions whose quality is known through a real control plane, under a real client's
 * load, and judges what came out. Owns the drills' table, the runner and its report; must not hand
 * the control plane anything that tells it which drill runs. Start at {@link
 * dev.belay.drills.DrillRun}.
 */
@NullMarked
package dev.belay.drills;

import org.jspecify.annotations.NullMarked;
