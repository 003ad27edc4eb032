package dev.belay.upload.intake;

import dev.belay.upload.files.UploadedFile;
import java.util.List;

/**
 * An upload that was taken.
 *
 * @param notes where the caller's declarations contradict the content
 */
public record Accepted(UploadedFile file, List<String> notes) {}
