/**
 * What upload-service bears: large photos from many at once in a small heap, and being killed again
 * and again. Runs the packed service as a process of its own, on a PostgreSQL of its own that keeps
 * its promises about the disk. Start at {@link dev.belay.benchmarks.upload.LargeUploads} and {@link
 * dev.belay.benchmarks.upload.KilledUploads}.
 */
@NullMarked
package dev.belay.benchmarks.upload;

import org.jspecify.annotations.NullMarked;
