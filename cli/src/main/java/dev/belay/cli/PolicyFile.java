package dev.belay.cli;

import dev.belay.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A policy's JSON, as far as this side can judge it. */
final class PolicyFile {

  private static final int MAX_BYTES = 64 * 1024;

  private PolicyFile() {}

  static JsonNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailedException("No such policy file: " + file);
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new CommandFailedException(
          "%s is larger than %d bytes: is it a policy?".formatted(file, MAX_BYTES));
    }
    try {
      JsonNode policy = new JsonMapper().readTree(Files.readString(file));
      if (policy != null && policy.isObject()) {
        return policy;
      }
    } catch (JacksonException e) {
      throw new CommandFailedException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
    throw new CommandFailedException(
        file + " is not a JSON object such as {\"steps\":[10,50,100],\"stepDuration\":\"30s\"}.");
  }
}
