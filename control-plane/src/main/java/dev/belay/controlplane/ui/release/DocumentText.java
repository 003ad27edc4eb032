package dev.belay.controlplane.ui.release;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A policy document as it is sent. */
final class DocumentText {

  static final String YAML = "application/yaml";

  private DocumentText() {}

  static String of(byte[] document) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("The document is not UTF-8", e);
    }
  }

  static Path directory(String directory) {
    try {
      return Path.of(directory);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'directory' is not a path: " + e.getReason(), e);
    }
  }
}
