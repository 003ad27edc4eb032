package dev.belay.upload.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFile.StoredImage;
import dev.belay.upload.jobs.Job;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An upload as JSON. URLs are paths, for whichever host the caller reached.
 *
 * @param job that makes the cut-out, if one was asked for
 * @param notes on uploading only: where declarations and content contradict each other
 */
record FileView(
    UUID id,
    String sha256,
    String contentType,
    int width,
    int height,
    long bytes,
    String fileName,
    ImageView main,
    ImageView thumbnail,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) JobView.@Nullable Link job,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {

  record ImageView(String url, int width, int height, long bytes, String contentType) {

    static ImageView of(String url, StoredImage image) {
      return new ImageView(url, image.width(), image.height(), image.bytes(), image.contentType());
    }
  }

  static String path(UUID id) {
    return "/api/v1/files/" + id;
  }

  static FileView of(UploadedFile file, @Nullable Job job, List<String> notes) {
    StoredImage original = file.original();
    return new FileView(
        file.id(),
        original.sha256(),
        original.contentType(),
        original.width(),
        original.height(),
        original.bytes(),
        file.originalName(),
        ImageView.of(path(file.id()) + "/main", file.main()),
        ImageView.of(path(file.id()) + "/thumbnail", file.thumbnail()),
        file.createdAt(),
        JobView.Link.to(job),
        notes);
  }
}
