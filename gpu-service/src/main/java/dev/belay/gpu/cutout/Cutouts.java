package dev.belay.gpu.cutout;

import dev.belay.gpu.model.InferenceException;
import dev.belay.gpu.model.Mask;
import dev.belay.gpu.model.Model;
import dev.belay.gpu.model.ModelManifest;
import dev.belay.gpu.model.ModelNotReadyException;
import dev.belay.images.Codecs;
import dev.belay.images.Dimensions;
import dev.belay.images.ImageFormat;
import dev.belay.images.ImageHeader;
import dev.belay.images.ImageRejectedException;
import dev.belay.images.Pixels;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Makes cut-outs: look, wait for room, decode, infer, compose, encode. */
public final class Cutouts implements AutoCloseable {

  /** The model, or why there is none. */
  public interface ModelSource {
    Model ready() throws ModelNotReadyException;
  }

  private final ModelSource models;
  private final Codecs codecs;
  private final CutoutSettings settings;
  private final ImageSettings images;
  private final WorkQueue queue;
  private final Stages stages;
  private final DistributionSummary confidences;

  public Cutouts(
      ModelSource models,
      Codecs codecs,
      CutoutSettings settings,
      ImageSettings images,
      MeterRegistry meters) {
    this.models = models;
    this.codecs = codecs;
    this.settings = settings;
    this.images = images;
    this.queue = new WorkQueue(settings);
    this.stages = new Stages(meters);
    this.confidences =
        DistributionSummary.builder("gpu.confidence")
            .description("How sure the model was of its cut-outs, 0 to 1")
            .minimumExpectedValue(0.01)
            .maximumExpectedValue(1.0)
            .register(meters);
    Gauge.builder("gpu.queue.waiting", queue, WorkQueue::waiting)
        .description("Requests that wait for room")
        .register(meters);
    Gauge.builder("gpu.queue.working", queue, WorkQueue::working)
        .description("Images that are worked on")
        .register(meters);
  }

  /**
   * Makes the cut-out of an image in a file.
   *
   * @throws ImageRejectedException if it has too many pixels or is damaged
   * @throws IOException if the file cannot be read
   */
  public Cutout make(Path file, ImageFormat format, Set<Effect> effects)
      throws ModelNotReadyException,
          ImageRejectedException,
          QueueFullException,
          DeadlineException,
          InferenceException,
          IOException,
          InterruptedException {
    models.ready();
    ImageHeader header = ImageHeader.read(file, format);
    requireFewPixels(header.size());
    try (WorkQueue.Room room = enter()) {
      return room.work(() -> work(file, header, effects));
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  private void requireFewPixels(Dimensions size) throws ImageRejectedException {
    if (size.pixels() > images.maxPixels()) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.TOO_MANY_PIXELS,
          "The image has %s = %d pixels; the limit is %d (gpu.image.max-pixels)."
              .formatted(size, size.pixels(), images.maxPixels()));
    }
  }

  private WorkQueue.Room enter() throws QueueFullException, InterruptedException {
    try {
      return stages.time("queue", queue::enter);
    } catch (QueueFullException | InterruptedException | RuntimeException known) {
      throw known;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException cause(ExecutionException e)
      throws ModelNotReadyException, ImageRejectedException, InferenceException, IOException {
    switch (e.getCause()) {
      case ModelNotReadyException notReady -> throw notReady;
      case ImageRejectedException rejected -> throw rejected;
      case InferenceException failed -> throw failed;
      case IOException io -> throw io;
      case null, default -> throw new IllegalStateException("The cut-out failed", e.getCause());
    }
  }

  private Cutout work(Path file, ImageHeader header, Set<Effect> effects) throws Exception {
    Model model = models.ready();
    long began = System.nanoTime();
    Pixels pixels = stages.time("decode", () -> codecs.decode(file, header, images.maxSide()));
    ModelManifest.Input input = model.manifest().input();
    byte[] rgb = OnWhite.rgb(pixels.stretchedTo(new Dimensions(input.width(), input.height())));
    Duration left = settings.deadline().minusNanos(System.nanoTime() - began);
    Mask mask = stages.time("infer", () -> model.run(rgb, left));
    confidences.record(mask.confidence());
    boolean sure = mask.confidence() >= settings.leastConfidence();
    Pixels composed =
        stages.time("compose", () -> compose(pixels, sure ? new Matte(mask, rgb) : null, effects));
    byte[] png = stages.time("encode", () -> codecs.png(composed));
    return new Cutout(png, sure, mask.confidence(), model.manifest().label(), model.device());
  }

  private static Pixels compose(
      Pixels pixels, @org.jspecify.annotations.Nullable Matte matte, Set<Effect> effects) {
    if (matte != null) {
      matte.applyTo(pixels);
    }
    int[] argb = pixels.argb();
    for (Effect effect : effects) {
      for (int i = 0; i < argb.length; i++) {
        argb[i] = effect.apply(argb[i]);
      }
    }
    return pixels;
  }

  /** Waits for what is being worked on. */
  @Override
  public void close() {
    queue.close();
  }
}
