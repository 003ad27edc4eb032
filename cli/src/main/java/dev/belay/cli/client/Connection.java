package dev.belay.cli.client;

import java.net.URI;

/** Where the control plane listens and how to be let in. */
public record Connection(URI url, String token) {

  public Connection {
    String scheme = url.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme)) || url.getHost() == null) {
      throw new IllegalArgumentException("Not the address of a control plane: " + url);
    }
    if (token.isBlank() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException("The API token is empty or not printable ASCII.");
    }
  }

  URI at(String path) {
    String base = url.toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
