package dev.belay.upload.webhooks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a webhook can be told. */
public enum EventType {
  UPLOAD_STORED("upload.stored"),
  JOB_SUCCEEDED("job.succeeded"),
  JOB_FAILED("job.failed");

  private final String text;

  EventType(String text) {
    this.text = text;
  }

  /** Its name for callers. */
  public String text() {
    return text;
  }

  static Optional<EventType> of(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
  }

  static List<String> all() {
    return Arrays.stream(values()).map(EventType::text).toList();
  }
}
