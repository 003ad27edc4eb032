package dev.belay.upload.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer of gpu-service as it came over the wire. Nothing in it is believed before it was looked
 * at.
 */
final class Reply {

  private static final int MOST_PROBLEM_BYTES = 64 * 1024;
  private static final int MOST_TYPE = 120;
  private static final int MOST_TITLE = 200;
  private static final int MOST_VERSION = 100;
  private static final JsonMapper JSON = new JsonMapper();

  private final ClientHttpResponse response;
  private final String secret;
  private final Clock clock;

  Reply(ClientHttpResponse response, String secret, Clock clock) {
    this.response = response;
    this.secret = secret;
    this.clock = clock;
  }

  GpuAnswer read(int maxBytes) throws IOException {
    int status = response.getStatusCode().value();
    return switch (status) {
      case 200 -> cutout(maxBytes);
      case 401, 403 ->
          new GpuAnswer.WrongCredential(
              GpuProblem.of("wrong-credential", "gpu-service refused this service's key"));
      // Only these speak of the picture. Others, such as 404, speak of an address or a revision.
      case 400, 413, 415, 422 -> new GpuAnswer.Refused(problem("picture-refused", status));
      case 408, 425, 429, 500, 502, 503, 504 ->
          new GpuAnswer.NotNow(problem("gpu-unavailable", status), retryAfter(), true);
      default ->
          new GpuAnswer.NotNow(
              GpuProblem.of("gpu-unexpected-answer", "gpu-service answered " + status),
              retryAfter(),
              true);
    };
  }

  private GpuAnswer cutout(int maxBytes) throws IOException {
    byte[] content;
    try (InputStream in = response.getBody()) {
      content = in.readNBytes(maxBytes + 1);
    }
    if (content.length > maxBytes) {
      return unusable("it has more than %d bytes (upload.gpu.max-response)".formatted(maxBytes));
    }
    if (!Png.isWhole(content)) {
      return unusable("it is no complete PNG");
    }
    return new GpuAnswer.Cutout(
        content,
        ForeignText.clean(header("X-Model-Version"), MOST_VERSION, secret),
        confidence(header("X-Confidence")),
        made(header("X-Cutout")));
  }

  // A broken revision over there may be taken back, so the picture gets another chance.
  private static GpuAnswer unusable(String why) {
    return new GpuAnswer.NotNow(
        GpuProblem.of("gpu-unusable-answer", "gpu-service's cut-out is unusable: " + why),
        null,
        false);
  }

  private GpuProblem problem(String fallback, int status) throws IOException {
    String otherwise = "gpu-service answered " + status;
    JsonNode json = json();
    String type = ForeignText.clean(text(json, "type"), MOST_TYPE, secret);
    String title = ForeignText.clean(text(json, "title"), MOST_TITLE, secret);
    if (type == null || type.equals("about:blank")) {
      return GpuProblem.of(fallback, title == null ? otherwise : title);
    }
    return new GpuProblem(type, title == null ? otherwise : title);
  }

  private @Nullable JsonNode json() throws IOException {
    try (InputStream in = response.getBody()) {
      return JSON.readTree(in.readNBytes(MOST_PROBLEM_BYTES));
    } catch (JacksonException notJson) {
      return null;
    }
  }

  private static @Nullable String text(@Nullable JsonNode json, String field) {
    JsonNode value = json == null ? null : json.get(field);
    return value != null && value.isString() ? value.stringValue() : null;
  }

  private @Nullable String header(String name) {
    return response.getHeaders().getFirst(name);
  }

  private static @Nullable Double confidence(@Nullable String text) {
    try {
      double value = text == null ? -1 : Double.parseDouble(text);
      return value >= 0 && value <= 1 ? value : null;
    } catch (NumberFormatException no) {
      return null;
    }
  }

  private static @Nullable String made(@Nullable String text) {
    return "made".equals(text) || "passed-through".equals(text) ? text : null;
  }

  private @Nullable Duration retryAfter() {
    String text = header(HttpHeaders.RETRY_AFTER);
    if (text == null || text.length() > 40) {
      return null;
    }
    try {
      return text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : until(text);
    } catch (DateTimeException no) {
      return null;
    }
  }

  private Duration until(String date) {
    ZonedDateTime then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
    Duration wait = Duration.between(clock.instant(), then.toInstant());
    return wait.isNegative() ? Duration.ZERO : wait;
  }
}
