package dev.belay.upload.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The cut-outs beside the parts of an upload. Each attempt writes a file of its own name, so that
 * none replaces what another has already promised to readers.
 */
public final class Cutouts {

  private static final String PREFIX = "cutout-";
  private static final Pattern NAME = Pattern.compile("cutout-[1-9][0-9]{0,9}");

  private final FileStore store;

  public Cutouts(FileStore store) {
    this.store = store;
  }

  /**
   * Stores a cut-out; when this returns it survives a loss of power.
   *
   * @return its name
   */
  public String keep(UUID file, int attempt, byte[] content) throws StoreUnavailableException {
    String name = PREFIX + attempt;
    store.add(file, name, content);
    return name;
  }

  /** Where a cut-out is, if it is there. */
  public Optional<Path> find(UUID file, String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Path path = store.directoryOf(file).resolve(name);
    return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
  }

  public void discard(UUID file, String name) {
    find(file, name).ifPresent(FileStore::removeQuietly);
  }

  /** Removes what attempts left that were cut off after they had written. */
  public void keepOnly(UUID file, String name) {
    Path directory = store.directoryOf(file);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path cutout : all) {
        if (!cutout.endsWith(name)) {
          FileStore.removeQuietly(cutout);
        }
      }
    } catch (IOException leftThere) {
      // It takes space and harms nobody.
    }
  }
}
