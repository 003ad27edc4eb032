package dev.belay.upload.upkeep;

import dev.belay.upload.files.StoredUpload;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.store.Part;
import dev.belay.upload.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes away what is older than it may be. A pass goes through the table in the order of ids, some
 * rows at a time, so that it needs no index and holds nothing for long; the next one goes on where
 * it stopped.
 */
public final class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final int SLICE = 500;
  private static final int MOST_SLICES = 200;

  private final UploadedFiles files;
  private final Store store;
  private final Expiry expiry;
  private final RetentionSettings settings;
  private final Clock clock;
  private final Counter uploads;
  private final Counter originals;
  private final Counter freed;
  private UUID cursor = UploadedFiles.FIRST;

  public Retention(
      JdbcClient jdbc,
      TransactionOperations transaction,
      UploadedFiles files,
      Store store,
      RetentionSettings settings,
      Clock clock,
      MeterRegistry meters) {
    this.files = files;
    this.store = store;
    this.expiry = new Expiry(jdbc, transaction);
    this.settings = settings;
    this.clock = clock;
    this.uploads = counter(meters, "UPLOAD");
    this.originals = counter(meters, "ORIGINAL");
    this.freed =
        Counter.builder("upload.retention.freed")
            .baseUnit("bytes")
            .description("Bytes of originals, main images and thumbnails that expired")
            .register(meters);
  }

  private static Counter counter(MeterRegistry meters, String what) {
    return Counter.builder("upload.retention.expired")
        .tag("what", what)
        .description("Uploads, and originals alone, that this instance took away")
        .register(meters);
  }

  /** One pass; by one thread at a time. */
  public void pass() {
    expiry.forget(settings.remembered());
    if (!settings.any()) {
      return;
    }
    int taken = 0;
    for (int i = 0; i < MOST_SLICES && taken < settings.passLimit(); i++) {
      List<StoredUpload> slice = files.after(cursor, Math.min(SLICE, settings.passLimit() - taken));
      if (slice.isEmpty()) {
        cursor = UploadedFiles.FIRST;
        return;
      }
      taken += expire(slice);
      cursor = slice.getLast().id();
    }
  }

  private int expire(List<StoredUpload> slice) {
    Duration uploadsAfter = settings.uploadsAfter();
    Instant uploadsBefore = before(uploadsAfter);
    Instant originalsBefore = before(settings.originalsAfter());
    List<UUID> whole =
        slice.stream()
            .filter(each -> each.createdAt().isBefore(uploadsBefore))
            .map(StoredUpload::id)
            .toList();
    Map<UUID, StoredUpload> alone = new HashMap<>();
    slice.stream()
        .filter(each -> !each.originalExpired() && !each.createdAt().isBefore(uploadsBefore))
        .filter(each -> each.createdAt().isBefore(originalsBefore))
        .forEach(each -> alone.put(each.id(), each));
    return removeUploads(whole, uploadsBefore) + removeOriginals(alone);
  }

  private Instant before(@Nullable Duration age) {
    return age == null ? Instant.MIN : clock.instant().minus(age);
  }

  private int removeUploads(List<UUID> ids, Instant before) {
    if (ids.isEmpty()) {
      return 0;
    }
    List<Expiry.Gone> gone = expiry.removeUploads(ids, before);
    for (Expiry.Gone each : gone) {
      store.discard(each.id());
      uploads.increment();
      freed.increment(each.bytes());
      log.info(
          "Upload {} of {} expired and was deleted: {} bytes, upload.retention.uploads-after={}",
          each.id(),
          each.createdAt(),
          each.bytes(),
          settings.uploadsAfter());
    }
    return gone.size();
  }

  private int removeOriginals(Map<UUID, StoredUpload> candidates) {
    if (candidates.isEmpty()) {
      return 0;
    }
    List<UUID> mine = expiry.expireOriginals(candidates.keySet());
    for (UUID id : mine) {
      StoredUpload upload = candidates.get(id);
      if (upload != null) {
        store.discard(id, Part.ORIGINAL);
        originals.increment();
        freed.increment(upload.originalBytes());
        log.info(
            "The original of upload {} of {} expired and was deleted: {} bytes,"
                + " upload.retention.originals-after={}",
            id,
            upload.createdAt(),
            upload.originalBytes(),
            settings.originalsAfter());
      }
    }
    return mine.size();
  }
}
