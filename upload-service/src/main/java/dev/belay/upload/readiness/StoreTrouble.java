package dev.belay.upload.readiness;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why the store takes no writes, in words of ours or the operating system's. */
final class StoreTrouble {

  private StoreTrouble() {}

  static Trouble of(String place) {
    return new Trouble("StorageNotWritable", Map.of("path", place), StoreTrouble::reason);
  }

  static String reason(Throwable failure) {
    return switch (failure) {
      // For these the JDK keeps the class and drops the words.
      case AccessDeniedException denied -> "Permission denied";
      case NoSuchFileException missing -> "No such file or directory";
      case FileAlreadyExistsException file -> "Not a directory";
      case NotDirectoryException file -> "Not a directory";
      case FileSystemException other -> orUnknown(other.getReason());
      case IOException other -> orUnknown(other.getMessage());
      default -> failure.getClass().getSimpleName();
    };
  }

  private static String orUnknown(@Nullable String words) {
    return words == null ? "Input/output error" : words;
  }
}
