package dev.belay.upload.access;

import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code upload.cors.*}: who may call from a browser.
 *
 * @param allowedOrigins such as {@code https://shop.example}; default none, at most 100
 */
public record CorsSettings(@DefaultValue({}) List<String> allowedOrigins) {

  public CorsSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
    if (allowedOrigins.size() > 100) {
      throw new IllegalArgumentException("upload.cors.allowed-origins has more than 100 entries");
    }
    allowedOrigins.forEach(CorsSettings::check);
  }

  private static void check(String origin) {
    URI uri = URI.create(origin);
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    String path = uri.getPath();
    if (!web || uri.getHost() == null || (path != null && !path.isEmpty())) {
      throw new IllegalArgumentException(
          "upload.cors.allowed-origins has '%s'; write scheme://host or scheme://host:port"
              .formatted(origin));
    }
  }
}
