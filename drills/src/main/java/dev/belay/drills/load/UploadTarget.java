package dev.belay.drills.load;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The upload API as its clients know it.
 *
 * @param url of the public route
 */
public record UploadTarget(URI url, String apiKey) implements Target {

  private static final int UPLOAD_EVERY = 5;
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  /**
   * Without a cut-out: a dozen inferences a second would leave this machine no time for anything.
   */
  HttpRequest upload(byte[] picture) {
    return Multipart.file(to("/api/v1/upload/image?cutout=false"), picture);
  }

  HttpRequest metadata(String id) {
    return to("/api/v1/files/" + id).build();
  }

  HttpRequest picture(String id) {
    return to("/api/v1/files/" + id + "/main").build();
  }

  @Override
  public Call call(long number, byte[] picture, @Nullable String known, boolean mayUpload) {
    if (known == null || mayUpload && number % UPLOAD_EVERY == 0) {
      return new Call(upload(picture), true);
    }
    return new Call(number % 2 == 0 ? metadata(known) : picture(known), false);
  }

  @Override
  public boolean stores() {
    return true;
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
