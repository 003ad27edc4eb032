/**
 * One call to gpu-service and what came of it: every answer, garbage and silence included, becomes
 * one of four values. Knows nothing of jobs, retries or the database. Start at {@link
 * dev.belay.upload.gpu.GpuService}.
 */
@NullMarked
package dev.belay.upload.gpu;

import org.jspecify.annotations.NullMarked;
