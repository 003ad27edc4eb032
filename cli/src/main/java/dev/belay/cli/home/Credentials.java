package dev.belay.cli.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How to be let in: made by the control plane at its first start.
 *
 * @param demoApiKey for the services' public routes; null where there is none
 */
public record Credentials(
    String consoleUrl, Login operator, Login viewer, String apiToken, @Nullable String demoApiKey) {

  /** A person's login to the console. */
  public record Login(String username, String password) {
    @Override
    public String toString() {
      return username;
    }
  }

  /** Empty until the control plane has said where it answers. */
  static Optional<Credentials> read(JsonNode json, Path file) {
    return json.path("consoleUrl").isString() ? Optional.of(whole(json, file)) : Optional.empty();
  }

  private static Credentials whole(JsonNode json, Path file) {
    JsonNode demoApiKey = json.path("demoApiKey");
    return new Credentials(
        text(json, "consoleUrl", file),
        login(json.path("operator"), file),
        login(json.path("viewer"), file),
        text(json, "apiToken", file),
        demoApiKey.isString() ? demoApiKey.stringValue() : null);
  }

  private static Login login(JsonNode json, Path file) {
    return new Login(text(json, "username", file), text(json, "password", file));
  }

  private static String text(JsonNode json, String name, Path file) {
    if (!json.path(name).isString()) {
      throw new UncheckedIOException(
          new IOException(file + " is damaged: '" + name + "' is missing"));
    }
    return json.path(name).stringValue();
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "Credentials[" + consoleUrl + "]";
  }
}
