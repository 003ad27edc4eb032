/**
 * One upload from its first byte to its row, and the sweeping of what a kill left behind. Knows
 * nothing of HTTP. Start at {@link dev.belay.upload.intake.Intake}.
 */
@NullMarked
package dev.belay.upload.intake;

import org.jspecify.annotations.NullMarked;
