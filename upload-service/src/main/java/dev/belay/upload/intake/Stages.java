package dev.belay.upload.intake;

import dev.belay.images.Renditions;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Times the stages of an upload apart, which is what tells slow disks from slow decoders. */
public final class Stages {

  private final MeterRegistry meters;

  public Stages(MeterRegistry meters) {
    this.meters = meters;
  }

  /** What an image took, step by step, and how large it was. */
  void rendered(Renditions made, long bytes, long pixels) {
    Renditions.Took took = made.took();
    timer("queue", "done").record(took.queue());
    timer("decode", "done").record(took.decode());
    timer("main", "done").record(took.main());
    timer("thumbnail", "done").record(took.thumbnail());
    DistributionSummary.builder("upload.bytes")
        .description("Bytes of the images that were taken")
        .baseUnit("bytes")
        .register(meters)
        .record(bytes);
    DistributionSummary.builder("upload.pixels")
        .description("Pixels of the images that were taken, before they were made smaller")
        .baseUnit("pixels")
        .register(meters)
        .record(pixels);
  }

  private Timer timer(String stage, String outcome) {
    return Timer.builder("upload.stage")
        .description("Time that uploads spend in each stage")
        .tags("stage", stage, "outcome", outcome)
        .register(meters);
  }

  Timing begin(String stage) {
    return new Timing(stage);
  }

  /** One stage of one upload; failed unless {@link #done} was called before it is closed. */
  final class Timing implements AutoCloseable {

    private final long began = System.nanoTime();
    private final String stage;
    private String outcome = "failed";

    private Timing(String stage) {
      this.stage = stage;
    }

    Duration took() {
      return Duration.ofNanos(System.nanoTime() - began);
    }

    <T> T done(T result) {
      outcome = "done";
      return result;
    }

    @Override
    public void close() {
      timer(stage, outcome).record(took());
    }
  }
}
