/**
 * The record of what was uploaded, in the database. A row promises that the files are on disk; it
 * knows nothing of how they got there. Start at {@link dev.belay.upload.files.UploadedFiles}.
 */
@NullMarked
package dev.belay.upload.files;

import org.jspecify.annotations.NullMarked;
