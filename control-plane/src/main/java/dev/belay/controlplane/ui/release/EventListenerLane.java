package dev.belay.controlplane.ui.release;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/** One listener: a bounded queue and the thread that writes it out. */
final class EventListenerLane {

  private static final int QUEUED = 256;
  private static final long COMMENT_SECONDS = 10;

  private final SseEmitter emitter = new SseEmitter(0L);
  private final BlockingQueue<SseEventBuilder> queue = new ArrayBlockingQueue<>(QUEUED);
  private final Consumer<EventListenerLane> onEnd;
  private volatile boolean open = true;

  EventListenerLane(Consumer<EventListenerLane> onEnd) {
    this.onEnd = onEnd;
    emitter.onCompletion(this::close);
    emitter.onError(error -> close());
    Thread.ofVirtual().name("events").start(this::write);
  }

  SseEmitter emitter() {
    return emitter;
  }

  void offer(String name, Object data) {
    if (!queue.offer(SseEmitter.event().name(name).data(data))) {
      close();
    }
  }

  void close() {
    open = false;
  }

  private void write() {
    try {
      while (open) {
        SseEventBuilder event = queue.poll(COMMENT_SECONDS, TimeUnit.SECONDS);
        emitter.send(event == null ? SseEmitter.event().comment("still here") : event);
      }
      emitter.complete();
    } catch (IOException | IllegalStateException | InterruptedException e) {
      // The listener has gone: nothing to tell anybody.
      emitter.completeWithError(e);
    } finally {
      onEnd.accept(this);
    }
  }
}
