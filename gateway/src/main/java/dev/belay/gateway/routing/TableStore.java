package dev.belay.gateway.routing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps the tables in one file: a line with a checksum, then JSON. A write is complete or did not
 * happen, whenever the process or the machine dies.
 */
final class TableStore {

  private static final String FILE = "tables.state";
  private static final String MAGIC = "belay-gateway-tables 1 ";
  private static final long MAX_BYTES = 8 * 1024 * 1024;

  private final Path directory;
  private final Path file;
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // What an earlier gateway stored has no lease.
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  TableStore(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(FILE);
  }

  State load() throws CorruptStateException, IOException {
    if (!Files.exists(file)) {
      return State.empty();
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new CorruptStateException(file, "it is larger than 8 MiB", null);
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    if (end < 0 || !text.startsWith(MAGIC)) {
      throw new CorruptStateException(file, "it has no checksum line", null);
    }
    String json = text.substring(end + 1);
    if (!text.substring(MAGIC.length(), end).equals(checksum(json))) {
      throw new CorruptStateException(file, "its checksum does not match", null);
    }
    try {
      return mapper.readValue(json, State.class);
    } catch (JacksonException | NullPointerException e) {
      throw new CorruptStateException(file, "its content is not a table", e);
    }
  }

  void save(State state) throws IOException {
    byte[] bytes = encode(state);
    Path draft = directory.resolve(FILE + ".new");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory();
  }

  byte[] encode(State state) {
    String json = mapper.writeValueAsString(state);
    return (MAGIC + checksum(json) + "\n" + json).getBytes(StandardCharsets.UTF_8);
  }

  private void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String checksum(String json) {
    var crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
