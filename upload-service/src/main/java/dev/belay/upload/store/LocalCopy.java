package dev.belay.upload.store;

import java.nio.file.Path;

/**
 * A file to be read, for as long as this is open.
 *
 * @param temporary whether it goes when this is closed
 */
public record LocalCopy(Path path, boolean temporary) implements AutoCloseable {

  @Override
  public void close() {
    if (temporary) {
      StagingArea.removeQuietly(path);
    }
  }
}
