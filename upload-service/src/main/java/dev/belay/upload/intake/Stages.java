package dev.belay.upload.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Times the stages of an upload apart, which is what tells slow disks from slow decoders. */
public final class Stages {

  private final MeterRegistry meters;

  public Stages(MeterRegistry meters) {
    this.meters = meters;
  }

  Timing begin(String stage) {
    return new Timing(stage);
  }

  /** One stage of one upload; failed unless {@link #done} was called before it is closed. */
  final class Timing implements AutoCloseable {

    private final Timer.Sample sample = Timer.start(meters);
    private final String stage;
    private String outcome = "failed";

    private Timing(String stage) {
      this.stage = stage;
    }

    <T> T done(T result) {
      outcome = "done";
      return result;
    }

    @Override
    public void close() {
      sample.stop(
          Timer.builder("upload.stage")
              .description("Time that uploads spend in each stage")
              .tags("stage", stage, "outcome", outcome)
              .register(meters));
    }
  }
}
