package dev.belay.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who works with a state directory, written by whoever has got its lock, so that a successor knows
 * whom to ask. May be out of date: only the lock tells whether anybody works there now. A file of
 * its own, because closing any channel of the lock's file gives the lock up.
 */
record Owner(long generation, long pid, int adminPort, String bootId) {

  static final String FILE = "gateway.owner";
  private static final int MAX_BYTES = 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  static Optional<Owner> read(Path stateDirectory) {
    try {
      Path file = stateDirectory.resolve(FILE);
      if (Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      return Optional.of(JSON.readValue(Files.readString(file), Owner.class));
    } catch (IOException | JacksonException absent) {
      return Optional.empty();
    }
  }

  /** Replaces the file in one step. */
  void write(Path stateDirectory) throws IOException {
    Path draft = stateDirectory.resolve(FILE + ".new");
    Files.writeString(draft, JSON.writeValueAsString(this));
    Files.move(
        draft,
        stateDirectory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  boolean isAlive() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
