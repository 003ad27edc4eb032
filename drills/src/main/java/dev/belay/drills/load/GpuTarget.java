package dev.belay.drills.load;

import java.net.URI;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The inference API. One request in 25 is an inference, which takes tens of milliseconds of a core;
 * the others ask how the service is, as its clients do.
 *
 * @param url of the public route
 */
public record GpuTarget(URI url, String apiKey) implements Target {

  private static final int INFERENCE_EVERY = 25;

  @Override
  public Call call(long number, byte[] picture, @Nullable String known, boolean mayUpload) {
    return new Call(number % INFERENCE_EVERY == 0 ? inference(picture) : health(), false);
  }

  @Override
  public boolean stores() {
    return false;
  }

  private HttpRequest inference(byte[] picture) {
    return Multipart.file(to("/api/v2/process-with-effects"), picture);
  }

  private HttpRequest health() {
    return to("/health").build();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).header("X-API-Key", apiKey).timeout(LIMIT);
  }

  @Override
  public String toString() {
    return "GpuTarget[" + url + "]";
  }
}
