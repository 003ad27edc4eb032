package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.SecretReference;
import dev.belay.controlplane.catalog.SecretReferences;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks secrets up where they are kept, each time anew: after a rotation the next launch has the
 * new one.
 *
 * @param kept the directory of those that belong to this installation
 * @param environment the control plane's own
 */
record ReferredSecrets(Path kept, Map<String, String> environment) {

  /** A larger file is no secret of one environment variable. */
  static final int MAX_BYTES = 64 * 1024;

  /**
   * The values, by the variable's name.
   *
   * @throws LaunchException that names the first that is not there
   */
  Map<String, String> of(SecretReferences references) throws LaunchException {
    var values = new TreeMap<String, String>();
    for (var entry : references.byName().entrySet()) {
      try {
        values.put(entry.getKey(), value(entry.getValue()));
      } catch (IOException e) {
        throw new LaunchException(
            "%s refers to %s, but %s".formatted(entry.getKey(), words(entry.getValue()), reason(e)),
            e);
      }
    }
    return values;
  }

  /** The values that can be found, to be taken out of what is shown to people. */
  Collection<String> available(SecretReferences references) {
    var values = new ArrayList<String>();
    for (SecretReference reference : references.byName().values()) {
      try {
        values.add(value(reference));
      } catch (IOException absent) {
        // No process got it.
      }
    }
    return values;
  }

  String value(SecretReference reference) throws IOException {
    return switch (reference.source()) {
      case FILE -> read(Path.of(reference.name()));
      case SECRET -> read(kept.resolve(reference.name()));
      case ENV -> variable(reference.name());
    };
  }

  private String variable(String name) throws IOException {
    String value = environment.get(name);
    if (value == null) {
      throw new IOException("it was started without " + name);
    }
    return value;
  }

  /** The line break that editors leave at the end is not part of it. */
  private static String read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("that is not a file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("the file is larger than %d bytes".formatted(MAX_BYTES));
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    String value = text.replaceFirst("\\r?\\n\\z", "");
    if (value.indexOf('\0') >= 0) {
      throw new IOException("it holds a NUL");
    }
    return value;
  }

  /** Not as it is written: what takes secrets out of logs would take it out. */
  private static String words(SecretReference reference) {
    return switch (reference.source()) {
      case FILE -> "the file " + reference.name();
      case SECRET -> "the kept secret named " + reference.name();
      case ENV -> "the control plane's variable " + reference.name();
    };
  }

  private static String reason(IOException e) {
    return switch (e) {
      case CharacterCodingException notText -> "it is not UTF-8";
      case java.nio.file.AccessDeniedException denied -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Not the environment: it may hold secrets. */
  @Override
  public String toString() {
    return "ReferredSecrets[" + kept + "]";
  }
}
