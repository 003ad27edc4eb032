package dev.belay.upload.readiness;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.unit.DataSize;

/** Whether the next uploads have room: better no traffic than a disk that fills up under it. */
final class FreeSpace {

  private FreeSpace() {}

  /**
   * @throws FileSystemException if there is less; its reason names both figures and the setting
   */
  static void check(Path directory, DataSize least) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < least.toBytes()) {
      throw new FileSystemException(
          directory.toString(),
          null,
          "No space left on device: %d MiB are free, and %d MiB must be (upload.store.min-free)"
              .formatted(free >> 20, least.toMegabytes()));
    }
  }
}
