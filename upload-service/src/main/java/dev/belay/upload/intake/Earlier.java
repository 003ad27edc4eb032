package dev.belay.upload.intake;

import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.intake.Repeats.Begun;
import dev.belay.upload.intake.Repeats.Claim;
import dev.belay.upload.jobs.GenerationJobs;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Uploads that came before under the same name. */
public final class Earlier {

  private static final Logger log = LoggerFactory.getLogger(Earlier.class);

  private final Repeats repeats;
  private final UploadedFiles files;
  private final GenerationJobs jobs;

  public Earlier(Repeats repeats, UploadedFiles files, GenerationJobs jobs) {
    this.repeats = repeats;
    this.files = files;
    this.jobs = jobs;
  }

  /** A claim, or the upload that was there; neither where the caller gave no name. */
  record Found(@Nullable Claim claim, @Nullable Accepted upload) {}

  Found find(Request request, Received received) throws RepeatRefusedException {
    IdempotencyKey name = request.idempotencyKey();
    if (name == null) {
      return new Found(null, null);
    }
    Begun begun = repeats.begin(request, name, received.sha256());
    Claim claim = begun.claim();
    if (claim != null) {
      return new Found(claim, null);
    }
    Accepted upload =
        Optional.ofNullable(begun.file())
            .flatMap(files::find)
            .map(file ->
                new Accepted(
                    file,
                    jobs.cutoutOf(file.id()).orElse(null),
                    request.declared().contradictions(received.format()),
                    true))
            // Kept for a shorter time than its name.
            .orElseThrow(() -> new RepeatRefusedException(RepeatRefusedException.Reason.REUSED));
    return new Found(null, upload);
  }

  /** What cannot be given up now ends by itself. */
  void giveUp(@Nullable Claim claim) {
    if (claim != null) {
      try {
        repeats.giveUp(claim);
      } catch (DataAccessException e) {
        log.warn("An idempotency key stays claimed for two minutes: {}", e.toString());
      }
    }
  }
}
