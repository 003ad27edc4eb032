package dev.belay.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * Reads server-sent events (WHATWG HTML, 9.2) as far as they are needed: names and data. Lines end
 * with LF or CR LF. An event of more than a mebibyte ends the stream.
 */
final class EventParser implements Flow.Subscriber<List<ByteBuffer>> {

  private static final int MAX_BYTES = 1024 * 1024;
  private final EventStream.Listener listener;
  private final Runnable onBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String name = "";
  private Flow.Subscription subscription = NOT_YET;

  private static final Flow.Subscription NOT_YET =
      new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  /**
   * @param onBytes called whenever anything arrives, comments included
   */
  EventParser(EventStream.Listener listener, Runnable onBytes) {
    this.listener = listener;
    this.onBytes = onBytes;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    onBytes.run();
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        take(buffer.get());
      }
    }
  }

  private void take(byte next) {
    if (next == '\n') {
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      endLine(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    } else if (line.size() + data.length() < MAX_BYTES) {
      line.write(next);
    } else {
      subscription.cancel();
      throw new IllegalStateException(
          new IOException("An event is larger than " + MAX_BYTES + " bytes."));
    }
  }

  private void endLine(String text) {
    if (text.isEmpty()) {
      if (!data.isEmpty()) {
        listener.event(name.isEmpty() ? "message" : name, data.toString());
      }
      data.setLength(0);
      name = "";
    } else if (text.startsWith("data:")) {
      data.append(data.isEmpty() ? "" : "\n").append(value(text, 5));
    } else if (text.startsWith("event:")) {
      name = value(text, 6);
    }
  }

  private static String value(String text, int from) {
    return text.substring(text.startsWith(" ", from) ? from + 1 : from);
  }

  @Override
  public void onError(Throwable throwable) {}

  @Override
  public void onComplete() {}
}
