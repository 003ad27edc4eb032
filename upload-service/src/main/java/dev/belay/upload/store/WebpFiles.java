package dev.belay.upload.store;

import java.util.Optional;
import java.util.UUID;

/** Main images and thumbnails as WebP, beside those that were made with the upload. */
public final class WebpFiles {

  private final Store store;

  public WebpFiles(Store store) {
    this.store = store;
  }

  public void keep(UUID file, Part part, byte[] content) throws StoreUnavailableException {
    store.add(file, name(part), content);
  }

  /** Where it is, if it was made. */
  public Optional<StoredFile> find(UUID file, Part part) throws StoreUnavailableException {
    return store.find(file, name(part));
  }

  private static String name(Part part) {
    return part.fileName() + ".webp";
  }
}
