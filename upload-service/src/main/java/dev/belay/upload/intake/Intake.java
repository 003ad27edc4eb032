package dev.belay.upload.intake;

import dev.belay.apikeys.QuotaExceededException;
import dev.belay.images.Decoding;
import dev.belay.images.DecodingBusyException;
import dev.belay.images.Dimensions;
import dev.belay.images.ImageHeader;
import dev.belay.images.ImageRejectedException;
import dev.belay.images.Rendition;
import dev.belay.images.Renditions;
import dev.belay.starter.correlation.Correlation;
import dev.belay.starter.correlation.CorrelationId;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFile.StoredImage;
import dev.belay.upload.jobs.Job;
import dev.belay.upload.scan.ScannerUnavailableException;
import dev.belay.upload.scan.Screening;
import dev.belay.upload.store.Part;
import dev.belay.upload.store.Staging;
import dev.belay.upload.store.Store;
import dev.belay.upload.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes an upload: receive, look, render, keep, record. Files come before the row, so that a row
 * never points at nothing; what a kill leaves in between is swept later.
 */
public final class Intake {

  private final Store store;
  private final Decoding decoding;
  private final Ledger ledger;
  private final Earlier earlier;
  private final Screening screening;
  private final Stages stages;
  private final Clock clock;
  private final long maxBytes;

  public Intake(
      Store store,
      Decoding decoding,
      Ledger ledger,
      Earlier earlier,
      Screening screening,
      Stages stages,
      Clock clock,
      long maxBytes) {
    this.store = store;
    this.decoding = decoding;
    this.ledger = ledger;
    this.earlier = earlier;
    this.screening = screening;
    this.stages = stages;
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  /**
   * Takes one upload; the stream is read once and left open.
   *
   * @throws IOException if the caller's bytes cannot be read
   * @throws org.springframework.dao.DataAccessException if the row could not be written; whether it
   *     was is then unknown, and the files are left to the sweep
   * @throws org.springframework.transaction.TransactionException the same
   */
  public Accepted accept(InputStream in, Request request)
      throws IOException,
          InterruptedException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException,
          RepeatRefusedException,
          QuotaExceededException,
          ScannerUnavailableException {
    UUID id = UUID.randomUUID();
    try (Staging staging = store.stage(id)) {
      Steps steps = new Steps(id);
      Received received = receive(in, request, staging, steps);
      Earlier.Found found = earlier.find(request, received);
      Accepted before = found.upload();
      return before == null ? taken(id, staging, received, request, found.claim(), steps) : before;
    }
  }

  private Accepted taken(
      UUID id,
      Staging staging,
      Received received,
      Request request,
      Repeats.@Nullable Claim claim,
      Steps steps)
      throws IOException,
          InterruptedException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException,
          RepeatRefusedException,
          QuotaExceededException,
          ScannerUnavailableException {
    boolean recorded = false;
    try {
      List<String> notes = new ArrayList<>(request.declared().contradictions(received.format()));
      screened(id, staging).ifPresent(notes::add);
      ImageHeader header = ImageHeader.read(staging.path(Part.ORIGINAL), received.format());
      steps.sniffed(header);
      Renditions renditions = render(staging, header);
      stages.rendered(renditions, received.bytes(), header.size().pixels());
      steps.rendered(renditions);
      keep(staging, renditions, steps);
      UploadedFile file = describe(id, received, header, renditions, request);
      Job job = record(file, request, claim, steps);
      recorded = true;
      return new Accepted(file, job, notes, false);
    } finally {
      if (!recorded) {
        earlier.giveUp(claim);
      }
    }
  }

  private Received receive(InputStream in, Request request, Staging staging, Steps steps)
      throws IOException, RefusedUploadException, StoreUnavailableException {
    try (Stages.Timing timing = stages.begin("receive")) {
      Received received = Received.read(in, request, maxBytes, staging);
      steps.received(received, timing.took());
      return timing.done(received);
    }
  }

  /** What the caller should know of it. */
  private Optional<String> screened(UUID id, Staging staging)
      throws RefusedUploadException, ScannerUnavailableException, InterruptedException {
    Screening.Result result = screening.look(id, staging.path(Part.ORIGINAL));
    return switch (result) {
      case PASSED, NOT_SCANNED -> Screening.note(result);
      case REFUSED -> throw new RefusedUploadException.ContentRefused();
      case TOO_LARGE -> throw new RefusedUploadException.TooLargeToScan();
    };
  }

  private Renditions render(Staging staging, ImageHeader header)
      throws IOException, InterruptedException, ImageRejectedException, DecodingBusyException {
    try (Stages.Timing timing = stages.begin("render")) {
      return timing.done(decoding.render(staging.path(Part.ORIGINAL), header));
    }
  }

  private void keep(Staging staging, Renditions renditions, Steps steps)
      throws StoreUnavailableException {
    try (Stages.Timing timing = stages.begin("store")) {
      staging.write(Part.MAIN, renditions.main().content());
      staging.write(Part.THUMBNAIL, renditions.thumbnail().content());
      staging.commit();
      steps.stored(timing.took());
      timing.done(staging);
    }
  }

  private @Nullable Job record(
      UploadedFile file, Request request, Repeats.@Nullable Claim claim, Steps steps)
      throws QuotaExceededException, RepeatRefusedException {
    try (Stages.Timing timing = stages.begin("record")) {
      Job job = ledger.record(file, request, claim);
      steps.recorded(timing.took());
      if (job != null) {
        steps.queued(job);
      }
      timing.done(file);
      return job;
    } catch (QuotaExceededException | RepeatRefusedException e) {
      store.discard(file.id());
      throw e;
    }
  }

  private UploadedFile describe(
      UUID id, Received received, ImageHeader header, Renditions made, Request request) {
    Dimensions seen = header.orientation().turned(header.size());
    StoredImage original =
        new StoredImage(
            received.sha256(),
            received.format().contentType(),
            received.bytes(),
            seen.width(),
            seen.height());
    CorrelationId correlation = Correlation.current();
    return new UploadedFile(
        id,
        original,
        stored(made.main()),
        stored(made.thumbnail()),
        request.declared().fileName(),
        request.key().id(),
        correlation == null ? null : correlation.value(),
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  private static StoredImage stored(Rendition made) {
    return new StoredImage(
        HexFormat.of().formatHex(Received.newDigest().digest(made.content())),
        made.contentType(),
        made.content().length,
        made.size().width(),
        made.size().height());
  }
}
