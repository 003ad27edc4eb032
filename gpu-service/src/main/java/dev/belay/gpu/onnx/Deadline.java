package dev.belay.gpu.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts a run off, between two of its operators, unless it is closed before. */
final class Deadline implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Deadline.class);

  private final OrtSession.RunOptions options;
  private final ScheduledFuture<?> alarm;
  private boolean over;
  private boolean passed;

  Deadline(ScheduledExecutorService timer, OrtSession.RunOptions options, Duration limit) {
    this.options = options;
    this.alarm = timer.schedule(this::cutOff, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  // Never after the options are closed: they are native memory.
  private synchronized void cutOff() {
    if (over) {
      return;
    }
    passed = true;
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      log.warn("A run could not be cut off", e);
    }
  }

  synchronized boolean passed() {
    return passed;
  }

  @Override
  public synchronized void close() {
    over = true;
    alarm.cancel(false);
  }
}
