package dev.belay.cli.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** How to be let in: made by the control plane at its first start. */
public record Credentials(
    String consoleUrl, Login operator, Login viewer, String apiToken, String demoApiKey) {

  /** A person's login to the console. */
  public record Login(String username, String password) {
    @Override
    public String toString() {
      return username;
    }
  }

  static Credentials read(JsonNode json, Path file) {
    return new Credentials(
        text(json, "consoleUrl", file),
        login(json.path("operator"), file),
        login(json.path("viewer"), file),
        text(json, "apiToken", file),
        text(json, "demoApiKey", file));
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
