package dev.belay.gpu.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long the last load took, on whichever instance, so that waiting callers can be told. */
final class LoadHistory {

  private static final Logger log = LoggerFactory.getLogger(LoadHistory.class);
  private static final Duration UNKNOWN = Duration.ofSeconds(2);
  private static final Duration MOST = Duration.ofHours(1);

  private final Path file;

  LoadHistory(Path directory) {
    this.file = directory.resolve("last-load-millis");
  }

  Duration last() {
    try {
      Duration kept = Duration.ofMillis(Long.parseLong(Files.readString(file).strip()));
      return kept.isNegative() || kept.compareTo(MOST) > 0 ? UNKNOWN : kept;
    } catch (IOException | NumberFormatException noneOrDamaged) {
      return UNKNOWN;
    }
  }

  void keep(Duration took) {
    try {
      Files.createDirectories(file.getParent());
      Path half = Files.createTempFile(file.getParent(), ".last-load-", ".half");
      Files.writeString(half, Long.toString(took.toMillis()));
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.debug("The time to load could not be kept", e);
    }
  }
}
