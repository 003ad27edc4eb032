package dev.belay.upload.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.util.FileSystemUtils;

/** An upload in the making. Closing it without {@link #commit} leaves nothing behind. */
public final class Staging implements AutoCloseable {

  private final Path directory;
  private final Finish finish;

  Staging(Path directory, Finish finish) {
    this.directory = directory;
    this.finish = finish;
  }

  /** Makes what is in a directory permanent, under an id. */
  @FunctionalInterface
  interface Commit {
    void commit(UUID id, Path staged) throws StoreUnavailableException;
  }

  /** The same, of one upload. */
  @FunctionalInterface
  interface Finish {
    void commit(Path staged) throws StoreUnavailableException;
  }

  /** Where a part is, or will be. */
  public Path path(Part part) {
    return directory.resolve(part.fileName());
  }

  /** Opens a part to be written; failures of the stream are the store's. */
  public OutputStream open(Part part) throws StoreUnavailableException {
    try {
      return Files.newOutputStream(path(part));
    } catch (IOException e) {
      throw failed(part, e);
    }
  }

  /** Writes a part. */
  public void write(Part part, byte[] content) throws StoreUnavailableException {
    try {
      Files.write(path(part), content);
    } catch (IOException e) {
      throw failed(part, e);
    }
  }

  /** Makes all parts permanent at once; when this returns they survive a loss of power. */
  public void commit() throws StoreUnavailableException {
    finish.commit(directory);
  }

  /** What to throw when writing a part failed. */
  public StoreUnavailableException failed(Part part, IOException cause) {
    return StoreUnavailableException.of("write", path(part), cause);
  }

  @Override
  public void close() {
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException leftToTheSweep) {
      // It is old enough in an hour.
    }
  }
}
