package dev.belay.upload.gpu;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * gpu-service over HTTP. Every call ends within the two time limits, holds one picture and one
 * answer of bounded size in memory, and follows no redirect: the key is for one address only.
 */
public final class GpuService {

  private static final String PATH = "/api/v2/process-with-effects";

  private final RestClient client;
  private final String key;
  private final int maxBytes;
  private final Clock clock;

  /**
   * @param builder the application's, which hands on correlation id and trace
   * @param key printable ASCII without spaces, as it goes into a header
   */
  public GpuService(RestClient.Builder builder, GpuSettings settings, String key, Clock clock) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
    requests.setReadTimeout(settings.responseTimeout());
    this.client =
        builder
            .requestFactory(requests)
            .baseUrl(settings.service().orElseThrow().toString())
            .build();
    this.key = key;
    this.maxBytes = Math.toIntExact(settings.maxResponse().toBytes());
    this.clock = clock;
  }

  /**
   * Asks for a cut-out; never throws for what gpu-service or the network does.
   *
   * @throws InterruptedException if the caller is no longer interested
   */
  public GpuAnswer cutout(Path picture, String contentType, @Nullable String effects)
      throws InterruptedException {
    GpuAnswer answer = call(form(picture, contentType, effects));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return answer;
  }

  private GpuAnswer call(MultiValueMap<String, Object> form) {
    try {
      GpuAnswer answer =
          client
              .post()
              .uri(PATH)
              .header("X-API-Key", key)
              .contentType(MediaType.MULTIPART_FORM_DATA)
              .body(form)
              .exchange((request, response) -> new Reply(response, key, clock).read(maxBytes));
      return answer == null ? unreachable("no answer") : answer;
    } catch (RestClientException failed) {
      return failure(failed);
    }
  }

  private static MultiValueMap<String, Object> form(
      Path picture, String contentType, @Nullable String effects) {
    HttpHeaders type = new HttpHeaders();
    type.setContentType(MediaType.parseMediaType(contentType));
    MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
    form.add("file", new HttpEntity<>(new FileSystemResource(picture), type));
    if (effects != null) {
      form.add("effects", effects);
    }
    return form;
  }

  // The words of network exceptions hold addresses; ours do not.
  private static GpuAnswer failure(RestClientException failed) {
    if (failed.contains(HttpTimeoutException.class)) {
      return unreachable("no answer in time");
    }
    if (failed.contains(ConnectException.class)) {
      return unreachable("no connection");
    }
    return unreachable(
        failed.contains(IOException.class) ? "the connection broke" : "the call failed");
  }

  private static GpuAnswer unreachable(String why) {
    return new GpuAnswer.NotNow(
        GpuProblem.of("gpu-unreachable", "gpu-service cannot be reached: " + why), null, true);
  }
}
