package dev.belay.starter.problem;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.springframework.web.util.DisconnectedClientHelper;

/** Whose fault it is that a multipart body could not be taken in. */
enum MultipartFault {
  CALLER,
  SERVER;

  // The container's own exceptions for bad or cut bodies are subclasses of IOException; a full or
  // unwritable disk is a bare IOException or a file system's.
  static MultipartFault of(Throwable thrown) {
    if (DisconnectedClientHelper.isClientDisconnectedException(thrown)) {
      return CALLER;
    }
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    boolean disk =
        root.getClass() == IOException.class
            || root instanceof FileNotFoundException
            || root instanceof FileSystemException;
    return disk ? SERVER : CALLER;
  }
}
