package dev.belay.upload.intake;

import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.jobs.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upload that was taken.
 *
 * @param job for the cut-out, if one was asked for
 * @param replayed whether it was there already, under the same idempotency key
 * @param notes where the caller's declarations contradict the content
 */
public record Accepted(
    UploadedFile file, @Nullable Job job, List<String> notes, boolean replayed) {}
