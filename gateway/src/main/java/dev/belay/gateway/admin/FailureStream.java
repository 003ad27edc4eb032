package dev.belay.gateway.admin;

import dev.belay.gateway.outcome.Failure;
import dev.belay.gateway.outcome.FailureRing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Sends failures as they happen, one JSON object a line. Each reader has a thread of its own, which
 * waits when the reader is slow; the ring forgets what the reader is too slow for, and says so.
 */
public final class FailureStream {

  /** Further readers get 429. */
  static final int MAX_READERS = 8;

  private static final int BATCH = 100;
  private static final long HEARTBEAT_MILLIS = 5_000;

  private final String bootId;
  private final FailureRing ring;
  private final Semaphore readers = new Semaphore(MAX_READERS);

  public FailureStream(String bootId, FailureRing ring) {
    this.bootId = bootId;
    this.ring = ring;
  }

  void serve(Request request, Response response, Callback callback) throws AdminProblem {
    long cursor = cursor(Request.extractQueryParameters(request));
    if (!readers.tryAcquire()) {
      throw AdminProblem.of(
          429, "too-many-readers", "%d readers are the limit".formatted(MAX_READERS));
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-ndjson");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Thread.ofVirtual().name("failure-stream").start(() -> run(cursor, response, callback));
  }

  /** {@code after} goes with a boot; {@code now} skips what is past. */
  private long cursor(Fields query) throws AdminProblem {
    String after = query.getValue("after");
    if ("now".equals(after)) {
      return ring.last();
    }
    String boot = query.getValue("boot");
    if (after == null || boot != null && !boot.equals(bootId)) {
      return 0;
    }
    if (!after.matches("[0-9]{1,18}")) {
      throw AdminProblem.of(400, "bad-request", "after: a sequence number or 'now'");
    }
    return Math.min(ring.last(), Long.parseLong(after));
  }

  private void run(long from, Response response, Callback callback) {
    try {
      send(response, line(Map.of("bootId", bootId, "after", from)));
      long cursor = from;
      while (true) {
        FailureRing.Batch batch = ring.after(cursor, BATCH, HEARTBEAT_MILLIS);
        if (batch.closed()) {
          response.write(true, ByteBuffer.allocate(0), callback);
          return;
        }
        send(response, lines(batch));
        cursor = batch.cursor(cursor);
      }
    } catch (IOException | RuntimeException e) {
      callback.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    } finally {
      readers.release();
    }
  }

  private static byte[] lines(FailureRing.Batch batch) throws IOException {
    if (batch.isEmpty()) {
      return new byte[] {'\n'};
    }
    var lines = new ByteArrayOutputStream();
    FailureRing.@Nullable Gap gap = batch.gap();
    if (gap != null) {
      lines.write(line(Map.of("gap", gap)));
    }
    for (Failure failure : batch.failures()) {
      lines.write(line(failure));
    }
    return lines.toByteArray();
  }

  private static byte[] line(Object value) {
    return (Json.MAPPER.writeValueAsString(value) + "\n")
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void send(Response response, byte[] bytes) throws IOException {
    try (Blocker.Callback written = Blocker.callback()) {
      response.write(false, ByteBuffer.wrap(bytes), written);
      written.block();
    }
  }
}
