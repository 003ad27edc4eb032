package dev.belay.drills.load;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The upload API as its clients know it.
 *
 * @param url of the public route
 */
public record Target(URI url, String apiKey) {

  /** After that, a request counts as unanswered. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final String BOUNDARY = "belay-drill-boundary-7d1c0f5a";

  HttpRequest upload(byte[] picture) {
    byte[] head =
        ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"drill.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n")
            .formatted(BOUNDARY)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    return to("/api/v1/upload/image")
        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .POST(BodyPublishers.ofByteArrays(List.of(head, picture, tail)))
        .build();
  }

  HttpRequest metadata(String id) {
    return to("/api/v1/files/" + id).build();
  }

  HttpRequest picture(String id) {
    return to("/api/v1/files/" + id + "/main").build();
  }

  /** The id that an upload was accepted with; empty if the answer has none. */
  static Optional<String> acceptedId(String body) {
    try {
      JsonNode id = JSON.readTree(body).path("id");
      return Optional.of(id.asString("")).filter(text -> ID.matcher(text).matches());
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private HttpRequest.Builder to(String path) {
    String base = url.toString();
    return HttpRequest.newBuilder(
            URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path))
        .timeout(LIMIT)
        .header("X-API-Key", apiKey);
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
