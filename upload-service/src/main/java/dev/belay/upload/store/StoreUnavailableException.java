package dev.belay.upload.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The store did not take or give a file. Says nothing about the upload; it may succeed later. */
public final class StoreUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final long LEAST_SPACE = 1 << 20;

  private final boolean full;

  StoreUnavailableException(String message, Throwable cause, boolean full) {
    super(message, cause);
    this.full = full;
  }

  /** What was to be done with a file, and whether the disk that it is on is full. */
  public static StoreUnavailableException of(String verb, Path file, IOException cause) {
    return new StoreUnavailableException(
        "Could not %s %s".formatted(verb, file), cause, full(file.getParent()));
  }

  /** What was to be done with an object of another machine. */
  static StoreUnavailableException remote(String verb, String object, Throwable cause) {
    return new StoreUnavailableException("Could not %s %s".formatted(verb, object), cause, false);
  }

  // Of where the file was to be: what is mounted below may be another disk than its parent's.
  private static boolean full(@Nullable Path directory) {
    try {
      return directory != null && Files.getFileStore(directory).getUsableSpace() < LEAST_SPACE;
    } catch (IOException unknown) {
      return false;
    }
  }

  /** Whether there is no space left. */
  public boolean full() {
    return full;
  }
}
