package dev.belay.upload.intake;

import dev.belay.images.ImageHeader;
import dev.belay.images.Rendition;
import dev.belay.images.Renditions;
import dev.belay.upload.jobs.Job;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The steps of one upload in the log, one event each: which one it was, its sizes and how long it
 * took, in words and as fields of their own for whoever logs in JSON. The correlation id is each
 * line's. The logger is this class's name; at {@code WARN} it says nothing.
 */
final class Steps {

  private static final Logger log = LoggerFactory.getLogger(Steps.class);

  private final UUID upload;

  Steps(UUID upload) {
    this.upload = upload;
  }

  void received(Received received, Duration took) {
    event("received", took)
        .addKeyValue("bytes", received.bytes())
        .log("Upload {} received: {} bytes in {} ms", upload, received.bytes(), took.toMillis());
  }

  void sniffed(ImageHeader header) {
    event("sniffed", Duration.ZERO)
        .addKeyValue("contentType", header.format().contentType())
        .addKeyValue("pixels", header.size().pixels())
        .log(
            "Upload {} sniffed: {}, {} pixels",
            upload,
            header.format().contentType(),
            header.size().pixels());
  }

  void rendered(Renditions made) {
    Renditions.Took took = made.took();
    event("decoded", took.decode())
        .addKeyValue("queuedMillis", took.queue().toMillis())
        .log(
            "Upload {} decoded in {} ms, after {} ms in the queue",
            upload,
            took.decode().toMillis(),
            took.queue().toMillis());
    made("main-made", made.main(), took.main());
    made("thumbnail-made", made.thumbnail(), took.thumbnail());
  }

  private void made(String event, Rendition image, Duration took) {
    event(event, took)
        .addKeyValue("bytes", image.content().length)
        .addKeyValue("pixels", image.size().pixels())
        .log(
            "Upload {} {}: {}, {} bytes in {} ms",
            upload,
            event,
            image.size(),
            image.content().length,
            took.toMillis());
  }

  void stored(Duration took) {
    event("stored", took).log("Upload {} stored in {} ms", upload, took.toMillis());
  }

  void recorded(Duration took) {
    event("recorded", took).log("Upload {} recorded in {} ms", upload, took.toMillis());
  }

  void queued(Job job) {
    event("queued", Duration.ZERO)
        .addKeyValue("job", job.id())
        .log("Upload {} queued for a cut-out: job {}", upload, job.id());
  }

  private LoggingEventBuilder event(String name, Duration took) {
    return log.atInfo()
        .addKeyValue("event", "upload." + name)
        .addKeyValue("upload", upload)
        .addKeyValue("millis", took.toMillis());
  }
}
