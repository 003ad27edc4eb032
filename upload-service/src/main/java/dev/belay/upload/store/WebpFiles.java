package dev.belay.upload.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Main images and thumbnails as WebP, beside those that were made with the upload. */
public final class WebpFiles {

  private final FileStore store;

  public WebpFiles(FileStore store) {
    this.store = store;
  }

  public void keep(UUID file, Part part, byte[] content) throws StoreUnavailableException {
    store.add(file, name(part), content);
  }

  /** Where it is, if it was made. */
  public Optional<Path> find(UUID file, Part part) {
    Path path = store.directoryOf(file).resolve(name(part));
    return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
  }

  private static String name(Part part) {
    return part.fileName() + ".webp";
  }
}
