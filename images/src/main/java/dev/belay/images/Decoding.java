package dev.belay.images;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Admits images by their pixels and decodes them on a few platform threads: native calls would pin
 * the carriers of virtual threads, and with them every other request.
 */
public final class Decoding implements AutoCloseable {

  private static final int UNIT = 1_000;
  private static final long LEAST_PIXELS = 1_000_000; // so that tiny images cannot queue endlessly
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final DecodingLimits limits;
  private final Codecs codecs;
  private final Semaphore budget;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ExecutorService threads;

  public Decoding(DecodingLimits limits, Codecs codecs) {
    this.limits = limits;
    this.codecs = codecs;
    this.budget = new Semaphore(units(limits.maxPixelsAtOnce()), true);
    this.threads =
        Executors.newFixedThreadPool(
            limits.threads(), Thread.ofPlatform().daemon().name("decoder-", 0).factory());
  }

  /**
   * Renders the image as soon as there is room, within 5 s.
   *
   * @throws ImageRejectedException if it has too many pixels or frames or is damaged
   * @throws DecodingBusyException if there was no room
   */
  public Renditions render(Path file, ImageHeader header)
      throws ImageRejectedException, DecodingBusyException, IOException, InterruptedException {
    Renditions.Clock clock = new Renditions.Clock();
    return admitted(
        header,
        PATIENCE,
        () -> {
          Duration waited = clock.lap();
          return codecs.render(file, header).after(waited);
        });
  }

  /**
   * The same as WebP, at once or not at all: who reads must not take the place of who uploads.
   * Empty where no codec here can write it.
   *
   * @throws ImageRejectedException if it has too many pixels or frames or is damaged
   * @throws DecodingBusyException if there was no room
   */
  public Optional<Renditions> renderWebp(Path file, ImageHeader header)
      throws ImageRejectedException, DecodingBusyException, IOException, InterruptedException {
    return admitted(header, Duration.ZERO, () -> codecs.renderWebp(file, header));
  }

  private <T> T admitted(ImageHeader header, Duration patience, Callable<T> work)
      throws ImageRejectedException, DecodingBusyException, IOException, InterruptedException {
    long pixels = header.size().pixels();
    if (pixels > limits.maxPixels()) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.TOO_MANY_PIXELS,
          "The image has %s = %d pixels; the limit is %d (%s.max-pixels)."
              .formatted(header.size(), pixels, limits.maxPixels(), limits.settings()));
    }
    if (header.frames() > limits.maxFrames()) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.TOO_MANY_FRAMES,
          "The image has %d frames; the limit is %d (%s.max-frames)."
              .formatted(header.frames(), limits.maxFrames(), limits.settings()));
    }
    int cost = units(Math.max(pixels, LEAST_PIXELS));
    admit(cost, patience);
    return await(
        submit(
            cost,
            () -> {
              try {
                return work.call();
              } finally {
                budget.release(cost);
              }
            }));
  }

  private void admit(int cost, Duration patience)
      throws DecodingBusyException, InterruptedException {
    // With a time limit, since only then nobody passes those who wait already.
    if (budget.tryAcquire(cost, 0, TimeUnit.MILLISECONDS)) {
      return;
    }
    if (patience.isZero()) {
      throw new DecodingBusyException("All decoders are busy.");
    }
    if (waiting.incrementAndGet() > limits.maxWaiting()) {
      waiting.decrementAndGet();
      throw new DecodingBusyException(
          "%d images wait for a decoder already (%s.max-waiting)."
              .formatted(limits.maxWaiting(), limits.settings()));
    }
    try {
      if (!budget.tryAcquire(cost, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DecodingBusyException(
            "No decoder became free within %d s (%s.max-pixels-at-once is %d)."
                .formatted(patience.toSeconds(), limits.settings(), limits.maxPixelsAtOnce()));
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  private <T> Future<T> submit(int cost, Callable<T> task) {
    try {
      return threads.submit(task);
    } catch (RuntimeException stopping) {
      budget.release(cost);
      throw stopping;
    }
  }

  private static <T> T await(Future<T> task)
      throws ImageRejectedException, IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ImageRejectedException rejected -> throw rejected;
        case IOException io -> throw io;
        case null, default -> throw new IllegalStateException("Rendering failed", e.getCause());
      }
    }
  }

  private static int units(long pixels) {
    return (int) ((pixels + UNIT - 1) / UNIT);
  }

  /** Pixels that are being decoded or wait for a thread. */
  public long pixelsInProgress() {
    return (long) UNIT * (units(limits.maxPixelsAtOnce()) - budget.availablePermits());
  }

  public int imagesWaiting() {
    return waiting.get();
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
