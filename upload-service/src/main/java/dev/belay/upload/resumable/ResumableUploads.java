package dev.belay.upload.resumable;

import dev.belay.apikeys.ApiKey;
import dev.belay.apikeys.QuotaExceededException;
import dev.belay.images.DecodingBusyException;
import dev.belay.images.ImageRejectedException;
import dev.belay.upload.intake.Accepted;
import dev.belay.upload.intake.Declared;
import dev.belay.upload.intake.IdempotencyKey;
import dev.belay.upload.intake.Intake;
import dev.belay.upload.intake.RefusedUploadException;
import dev.belay.upload.intake.RepeatRefusedException;
import dev.belay.upload.intake.Request;
import dev.belay.upload.jobs.CutoutNotPossibleException;
import dev.belay.upload.jobs.CutoutOffer;
import dev.belay.upload.jobs.CutoutOrder;
import dev.belay.upload.resumable.ResumableRefusedException.Reason;
import dev.belay.upload.resumable.ResumableTable.Announced;
import dev.belay.upload.scan.ScannerUnavailableException;
import dev.belay.upload.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Begins, continues, completes and ends uploads in pieces. Completing is the ordinary way of an
 * upload under an idempotency key of its own, so that a kill in the middle of it, or two who
 * complete at once, make one upload.
 */
public final class ResumableUploads {

  /** How long a new request waits for a predecessor to count what it has. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ResumableTable table;
  private final Spools spools;
  private final ResumableSettings settings;
  private final Intake intake;
  private final CutoutOffer cutouts;
  private final Clock clock;
  private final ConcurrentHashMap<UUID, Writing> underWay = new ConcurrentHashMap<>();

  public ResumableUploads(
      JdbcClient jdbc,
      Path directory,
      ResumableSettings settings,
      Intake intake,
      CutoutOffer cutouts,
      Clock clock) {
    this.table = new ResumableTable(jdbc, settings.expiry());
    this.spools = new Spools(directory);
    this.settings = settings;
    this.intake = intake;
    this.cutouts = cutouts;
    this.clock = clock;
  }

  /**
   * @throws CutoutNotPossibleException at once, rather than after the last byte
   */
  public ResumableUpload begin(
      ApiKey key,
      long length,
      Declared declared,
      @Nullable Boolean cutout,
      @Nullable String effects)
      throws CutoutNotPossibleException, ResumableRefusedException {
    CutoutOrder order = cutouts.order(cutout, effects);
    UUID id = UUID.randomUUID();
    // Without a cut-out nobody has looked at them, and nobody will.
    String wanted = order == null ? null : order.effects();
    Announced announced = new Announced(declared, cutout, wanted);
    if (!table.add(id, key.id(), length, announced, settings.maxUnfinished())) {
      throw new ResumableRefusedException(
          Reason.TOO_MANY,
          0,
          "This key has %d uploads that are not complete (upload.resumable.max-unfinished). Complete or remove some."
              .formatted(settings.maxUnfinished()));
    }
    return find(id, key);
  }

  /** Where it is, after whoever still writes in this process has counted what it has. */
  public ResumableUpload at(UUID id, ApiKey key)
      throws ResumableRefusedException, InterruptedException {
    find(id, key);
    stopPredecessor(id);
    return find(id, key);
  }

  private ResumableUpload find(UUID id, ApiKey key) throws ResumableRefusedException {
    ResumableUpload upload =
        table
            .find(id, key.id())
            .orElseThrow(() ->
                new ResumableRefusedException(
                    Reason.UNKNOWN, 0, "There is no such upload, or none of this key."));
    if (upload.expiresAt().isBefore(clock.instant())) {
      throw new ResumableRefusedException(
          Reason.EXPIRED,
          0,
          "Nothing came for %s (upload.resumable.expiry). Begin anew."
              .formatted(settings.expiry()));
    }
    return upload;
  }

  private void stopPredecessor(UUID id) throws InterruptedException {
    Writing predecessor = underWay.get(id);
    if (predecessor != null) {
      predecessor.stop(PATIENCE);
    }
  }

  /**
   * Takes the next piece; the stream is left open.
   *
   * @throws IOException if the caller's bytes cannot be read; those that came are kept
   */
  public ResumableUpload append(
      UUID id, ApiKey key, long offset, InputStream in, @Nullable PieceChecksum checksum)
      throws IOException,
          InterruptedException,
          ResumableRefusedException,
          StoreUnavailableException {
    ResumableUpload upload = at(id, key);
    if (upload.complete() && offset == upload.length()) {
      return upload;
    }
    Writing writing = new Writing(table, spools, upload);
    underWay.put(id, writing);
    try {
      writing.write(offset, in, checksum);
    } finally {
      underWay.remove(id, writing);
    }
    return find(id, key);
  }

  /**
   * Makes the upload of its pieces; again if that was tried before and came to nothing.
   *
   * @throws RefusedUploadException if it is none that is taken: then nothing is left of it
   * @throws ImageRejectedException the same
   */
  public Accepted complete(ResumableUpload whole, ApiKey key)
      throws IOException,
          InterruptedException,
          CutoutNotPossibleException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException,
          RepeatRefusedException,
          QuotaExceededException,
          ScannerUnavailableException {
    Request request =
        new Request(
            whole.declared(),
            key,
            cutouts.order(whole.cutout(), whole.effects()),
            null,
            new IdempotencyKey("resumable " + whole.id()));
    try (InputStream in = spools.read(whole.id())) {
      Accepted accepted = intake.accept(in, request);
      // A kill before this line: the next who asks completes it again and gets the same upload.
      table.finish(whole.id(), accepted.file().id());
      spools.remove(whole.id());
      return accepted;
    } catch (RefusedUploadException | ImageRejectedException e) {
      discard(whole.id());
      throw e;
    }
  }

  public void remove(UUID id, ApiKey key) throws ResumableRefusedException, InterruptedException {
    at(id, key);
    discard(id);
  }

  // The row first: bytes without a row are removed with what expires.
  private void discard(UUID id) {
    table.remove(id);
    spools.remove(id);
  }

  /**
   * Removes what nobody goes on with; some each time.
   *
   * @return how many
   */
  public int expire() throws IOException {
    List<UUID> expired = table.expire();
    expired.forEach(spools::remove);
    Instant untouched = clock.instant().minus(settings.expiry());
    List<UUID> old = spools.untouchedSince(untouched);
    Set<UUID> wanted = table.unfinished(old);
    for (UUID id : old) {
      if (!wanted.contains(id)) {
        spools.remove(id);
      }
    }
    return expired.size();
  }
}
