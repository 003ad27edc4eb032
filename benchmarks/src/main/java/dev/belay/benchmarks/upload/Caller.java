package dev.belay.benchmarks.upload;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads as browsers do: a form with one file. */
record Caller(UploadService service, HttpClient http) {

  private static final String BOUNDARY = "belay-benchmark-boundary";
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  static Caller of(UploadService service) {
    return new Caller(
        service,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build());
  }

  HttpResponse<String> upload(byte[] photo, String idempotencyKey)
      throws IOException, InterruptedException {
    byte[] head =
        ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n")
            .formatted(BOUNDARY)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    return http.send(
        HttpRequest.newBuilder(service.uri("/api/v1/upload/image"))
            .timeout(PATIENCE)
            .header("X-API-Key", UploadService.KEY)
            .header("Idempotency-Key", idempotencyKey)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(BodyPublishers.ofByteArrays(List.of(head, photo, tail)))
            .build(),
        BodyHandlers.ofString());
  }

  /** The status of reading what an upload was made into. */
  int read(String id) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(service.uri("/api/v1/files/" + id + "/main"))
                .timeout(PATIENCE)
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  static String id(HttpResponse<String> created) {
    Matcher matcher = ID.matcher(created.body());
    if (!matcher.find()) {
      throw new IllegalStateException("A 201 without an id: " + created.body());
    }
    return matcher.group(1);
  }
}
