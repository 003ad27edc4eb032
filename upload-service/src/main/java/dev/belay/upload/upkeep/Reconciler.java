package dev.belay.upload.upkeep;

import dev.belay.upload.files.StoredUpload;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.store.Part;
import dev.belay.upload.store.Store;
import dev.belay.upload.store.StoreUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Looks whether the store has what rows promise, some uploads at a time. It reports, and may say of
 * an upload that it is lost; it deletes no row. Files without rows are the sweep's.
 */
public final class Reconciler {

  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
  private static final int MOST_NAMED = 20;
  private static final int ENOUGH_TO_TELL = 20;

  private final UploadedFiles files;
  private final Store store;
  private final Missing missing;
  private final ReconcileSettings settings;
  private final Duration leastAge;
  private final Clock clock;
  private volatile long reported;
  private UUID cursor;

  /**
   * @param leastAge longer than any upload takes: what is younger is left alone
   * @param start the id behind which it begins: by chance, so that instances that are restarted
   *     often, and several of them, do not all look at the same ones
   */
  public Reconciler(
      JdbcClient jdbc,
      UploadedFiles files,
      Store store,
      ReconcileSettings settings,
      Duration leastAge,
      Clock clock,
      MeterRegistry meters,
      UUID start) {
    this.cursor = start;
    this.files = files;
    this.store = store;
    this.missing = new Missing(jdbc, settings.interval());
    this.settings = settings;
    this.leastAge = leastAge;
    this.clock = clock;
    Gauge.builder("upload.missing.files", this, me -> me.reported)
        .description("Uploads of which the store lacks a file, as the last looks found")
        .register(meters);
  }

  /** One pass; by one thread at a time. */
  public void pass() {
    List<StoredUpload> slice = files.after(cursor, settings.limit());
    Instant before = clock.instant().minus(leastAge);
    List<StoredUpload> old =
        slice.stream().filter(each -> each.createdAt().isBefore(before)).toList();
    Map<UUID, String> gone = new LinkedHashMap<>();
    for (StoredUpload each : old) {
      try {
        String parts = missingOf(each);
        if (!parts.isEmpty()) {
          gone.put(each.id(), parts);
        }
      } catch (StoreUnavailableException e) {
        // Nothing is missing because nobody could look; the next pass begins with the same ones.
        log.warn("Whether files are missing is not known: {}", e.getMessage());
        return;
      }
    }
    cursor = slice.size() < settings.limit() ? UploadedFiles.FIRST : slice.getLast().id();
    if (old.size() >= ENOUGH_TO_TELL && gone.size() * 2 > old.size()) {
      // Another disk, a mount that is gone, a bucket that was renamed: no fault of the uploads.
      log.error(
          "{} of {} uploads lack files: this is taken for a store that is not the one they are in",
          gone.size(),
          old.size());
    } else {
      settle(old, gone);
    }
    reported = missing.count();
  }

  private String missingOf(StoredUpload upload) throws StoreUnavailableException {
    List<String> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      boolean there = store.find(upload.id(), part).isPresent();
      boolean expired = part == Part.ORIGINAL && upload.originalExpired();
      if (expired && there) {
        // Whoever expired it died before it was gone.
        store.discard(upload.id(), part);
      } else if (!expired && !there) {
        parts.add(part.name());
      }
    }
    return String.join(" ", parts);
  }

  private void settle(List<StoredUpload> looked, Map<UUID, String> gone) {
    List<UUID> there =
        looked.stream().map(StoredUpload::id).filter(id -> !gone.containsKey(id)).toList();
    List<UUID> back = missing.found(there);
    if (!back.isEmpty()) {
      log.info("The files of {} uploads are back: {}", back.size(), some(back));
    }
    if (gone.isEmpty()) {
      return;
    }
    gone.forEach(missing::confirm);
    log.error(
        "The store lacks files of {} uploads: {}",
        gone.size(),
        gone.entrySet().stream()
            .limit(MOST_NAMED)
            .map(each -> each.getKey() + " (" + each.getValue() + ")")
            .collect(Collectors.joining(", ")));
    if (settings.lostAfter() > 0) {
      List<UUID> lost = missing.lose(gone.keySet(), settings.lostAfter());
      if (!lost.isEmpty()) {
        log.error("{} uploads count as lost from now on: {}", lost.size(), some(lost));
      }
    }
  }

  private static String some(List<UUID> ids) {
    return ids.stream().limit(MOST_NAMED).map(UUID::toString).collect(Collectors.joining(", "));
  }
}
