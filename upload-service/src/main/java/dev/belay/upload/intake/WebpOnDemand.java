package dev.belay.upload.intake;

import dev.belay.images.Decoding;
import dev.belay.images.DecodingBusyException;
import dev.belay.images.ImageFormat;
import dev.belay.images.ImageHeader;
import dev.belay.images.ImageRejectedException;
import dev.belay.images.Renditions;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFile.StoredImage;
import dev.belay.upload.store.LocalCopy;
import dev.belay.upload.store.Part;
import dev.belay.upload.store.Store;
import dev.belay.upload.store.StoreUnavailableException;
import dev.belay.upload.store.StoredFile;
import dev.belay.upload.store.WebpFiles;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Main images and thumbnails as WebP for readers who prefer that: made of the original when the
 * first one asks, and kept. Nobody waits for a second encoding who only uploads. Whatever keeps it
 * from being made, there is the JPEG.
 */
public final class WebpOnDemand {

  private static final Logger log = LoggerFactory.getLogger(WebpOnDemand.class);

  private final Store store;
  private final WebpFiles files;
  private final Decoding decoding;
  private final MeterRegistry meters;
  private final Set<UUID> inTheMaking = ConcurrentHashMap.newKeySet();

  public WebpOnDemand(Store store, Decoding decoding, MeterRegistry meters) {
    this.store = store;
    this.files = new WebpFiles(store);
    this.decoding = decoding;
    this.meters = meters;
  }

  /**
   * Where it is, made now if need be.
   *
   * @param stored what the upload was made into; only of a JPEG is there another
   */
  public Optional<StoredFile> of(UploadedFile upload, Part part, StoredImage stored)
      throws InterruptedException, StoreUnavailableException {
    if (!stored.contentType().equals(ImageFormat.JPEG.contentType())) {
      return Optional.empty();
    }
    Optional<StoredFile> made = files.find(upload.id(), part);
    return made.isPresent() || !make(upload) ? made : files.find(upload.id(), part);
  }

  private boolean make(UploadedFile upload) throws InterruptedException {
    // Whoever comes while it is made gets the JPEG: waiting would cost more than that saves.
    if (!inTheMaking.add(upload.id())) {
      return false;
    }
    String outcome = "failed";
    try {
      outcome = made(upload) ? "made" : "not-possible";
    } catch (DecodingBusyException busy) {
      outcome = "busy";
    } catch (ImageRejectedException
        | IOException
        | StoreUnavailableException
        // A codec that fails, or decoders that stop: the JPEG is there all the same.
        | IllegalStateException
        | RejectedExecutionException e) {
      log.warn("No WebP was made of {}: {}", upload.id(), e.toString());
    } finally {
      inTheMaking.remove(upload.id());
      meters.counter("upload.webp", "outcome", outcome).increment();
    }
    return outcome.equals("made");
  }

  private boolean made(UploadedFile upload)
      throws ImageRejectedException,
          DecodingBusyException,
          IOException,
          InterruptedException,
          StoreUnavailableException {
    Optional<ImageFormat> format =
        Arrays.stream(ImageFormat.values())
            .filter(each -> each.contentType().equals(upload.original().contentType()))
            .findFirst();
    // Gone where originals expire.
    Optional<StoredFile> original = store.find(upload.id(), Part.ORIGINAL);
    if (format.isEmpty() || original.isEmpty()) {
      return false;
    }
    Optional<Renditions> renditions;
    try (LocalCopy copy = original.get().local()) {
      ImageHeader header = ImageHeader.read(copy.path(), format.get());
      renditions = decoding.renderWebp(copy.path(), header);
    }
    if (renditions.isEmpty()) {
      return false;
    }
    files.keep(upload.id(), Part.THUMBNAIL, renditions.get().thumbnail().content());
    files.keep(upload.id(), Part.MAIN, renditions.get().main().content());
    return true;
  }
}
