package dev.belay.controlplane.local.home;

import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One record kept in one file, mode 0600, replaced as a whole.
 *
 * @param <T> a record that Jackson reads and writes
 */
public final class JsonFile<T> {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long MAX_BYTES = 16L << 20;

  private final Path file;
  private final Class<T> type;

  public JsonFile(Path file, Class<T> type) {
    this.file = file;
    this.type = type;
  }

  /**
   * What was written last.
   *
   * @throws PlatformException if the file cannot be read or does not hold such a record; it is
   *     never overwritten then
   */
  public Optional<T> read() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new PlatformException(file + " is larger than " + MAX_BYTES + " bytes", null);
      }
      return Optional.of(JSON.readValue(Files.readAllBytes(file), type));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      // Jackson's message may quote the content, which may be secret.
      throw new PlatformException(
          "Cannot read %s (%s). Repair it, or remove it if its content may be lost."
              .formatted(file, e.getClass().getSimpleName()),
          e instanceof IOException ? e : null);
    }
  }

  public void write(T value) {
    try {
      DurableFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
    } catch (IOException e) {
      throw new PlatformException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
