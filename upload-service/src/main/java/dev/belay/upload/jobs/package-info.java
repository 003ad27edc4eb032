/**
 * Work that gpu-service does for uploads: rows that are written with the upload, and workers that
 * carry them out however often it takes. Any number of instances and revisions share the rows.
 * Knows nothing of how uploads arrive. Start at {@link dev.belay.upload.jobs.Worker}; {@link
 * dev.belay.upload.jobs.JobLeases} is why nothing is lost or done twice.
 */
@NullMarked
package dev.belay.upload.jobs;

import org.jspecify.annotations.NullMarked;
